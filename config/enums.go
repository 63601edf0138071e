package config

import (
	"fmt"
	"slices"
	"strings"
)

// Partial says what becomes of a moment that some cameras missed when its deadline passes.
type Partial string

// Transport is the type of an image topic.
type Transport string

// Picture is what an image topic's pixels are of a camera's calibration.
type Picture string

// Geometry is by which cameras the imagined depths become points.
type Geometry string

// RangeType is the message of a range sensor.
type RangeType string

// Policy says which moments' views a question is about.
type Policy string

// Device is where the model runs.
type Device string

// Weights is where the CPU has the weights of a bundle.
type Weights string

// Distro is the ROS 2 distribution whose wire conventions are spoken.
type Distro string

// Mapping is how a DDS vendor's RMW joins a service's replies to their requests.
type Mapping string

// LogFormat is how log lines look.
type LogFormat string

// The values of the enums.
const (
	PartialDrop         Partial   = "drop"
	PartialEmit         Partial   = "emit"
	TransportAuto       Transport = "auto"
	TransportRaw        Transport = "raw"
	TransportCompressed Transport = "compressed"
	PictureAuto         Picture   = "auto"
	PictureRaw          Picture   = "raw"
	PictureRectified    Picture   = "rectified"
	GeometryImagined    Geometry  = "imagined"
	GeometryKnown       Geometry  = "known"
	RangeScan           RangeType = "laser_scan"
	RangeCloud          RangeType = "point_cloud"
	PolicyLatest        Policy    = "latest"
	PolicyKeyFrames     Policy    = "keyframes"
	DeviceCPU           Device    = "cpu"
	DeviceCUDA          Device    = "cuda"
	DeviceTensorRT      Device    = "tensorrt"
	DeviceWebGPU        Device    = "webgpu"
	DeviceAuto          Device    = "auto"
	WeightsPacked       Weights   = "packed"
	WeightsMapped       Weights   = "mapped"
	DistroAuto          Distro    = "auto"
	DistroOld           Distro    = "humble"
	DistroNew           Distro    = "jazzy"
	MappingFast         Mapping   = "fastdds"
	MappingCyclone      Mapping   = "cyclonedds"
	LogConsole          LogFormat = "console"
	LogJSON             LogFormat = "json"
)

// The values of Topics.ROS.
const (
	ROS1 = 1
	ROS2 = 2
)

// OneOf sets value to the text if it is one of the values; enums check themselves with it.
func OneOf[T ~string](value *T, text []byte, values ...T) error {
	if !slices.Contains(values, T(text)) {
		names := make([]string, len(values))
		for i, v := range values {
			names[i] = string(v)
		}
		return fmt.Errorf("%q is none of %s", text, strings.Join(names, ", "))
	}
	*value = T(text)
	return nil
}

// UnmarshalText checks the name.
func (p *Partial) UnmarshalText(text []byte) error { return OneOf(p, text, PartialDrop, PartialEmit) }

// UnmarshalText checks the name.
func (t *Transport) UnmarshalText(text []byte) error {
	return OneOf(t, text, TransportAuto, TransportRaw, TransportCompressed)
}

// UnmarshalText checks the name.
func (p *Picture) UnmarshalText(text []byte) error {
	return OneOf(p, text, PictureAuto, PictureRaw, PictureRectified)
}

// UnmarshalText checks the name.
func (g *Geometry) UnmarshalText(text []byte) error {
	return OneOf(g, text, GeometryImagined, GeometryKnown)
}

// UnmarshalText checks the name.
func (r *RangeType) UnmarshalText(text []byte) error { return OneOf(r, text, RangeScan, RangeCloud) }

// UnmarshalText checks the name.
func (p *Policy) UnmarshalText(text []byte) error {
	return OneOf(p, text, PolicyLatest, PolicyKeyFrames)
}

// UnmarshalText checks the name.
func (d *Device) UnmarshalText(text []byte) error {
	return OneOf(d, text, DeviceCPU, DeviceCUDA, DeviceTensorRT, DeviceWebGPU, DeviceAuto)
}

// UnmarshalText checks the name.
func (w *Weights) UnmarshalText(text []byte) error {
	return OneOf(w, text, WeightsPacked, WeightsMapped)
}

// IsNVIDIA says that the device is driven by CUDA, itself or beneath TensorRT.
func (d Device) IsNVIDIA() bool { return d == DeviceCUDA || d == DeviceTensorRT }

// UnmarshalText checks the name.
func (d *Distro) UnmarshalText(text []byte) error {
	return OneOf(d, text, DistroAuto, DistroOld, DistroNew)
}

// UnmarshalText checks the name.
func (m *Mapping) UnmarshalText(text []byte) error {
	return OneOf(m, text, MappingFast, MappingCyclone)
}

// UnmarshalText checks the name.
func (f *LogFormat) UnmarshalText(text []byte) error { return OneOf(f, text, LogConsole, LogJSON) }

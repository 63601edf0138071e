package config

import (
	"fmt"
	"math"
	"slices"
)

// Camera is one camera of the rig, in the order in which the model sees them.
type Camera struct {
	Name       string    `mapstructure:"name"`
	ImageTopic string    `mapstructure:"image_topic"`
	InfoTopic  string    `mapstructure:"info_topic"`
	Transport  Transport `mapstructure:"transport"`
	Picture    Picture   `mapstructure:"picture"`
	// Intrinsics and Extrinsics, if not nil, are taken instead of InfoTopic's and of the robot's frames.
	Intrinsics *Intrinsics `mapstructure:"intrinsics"`
	Extrinsics *Extrinsics `mapstructure:"extrinsics"`
}

// Intrinsics are a camera's calibration, in pixels of its raw picture.
type Intrinsics struct {
	Width      int       `mapstructure:"width"`
	Height     int       `mapstructure:"height"`
	Focal      []float64 `mapstructure:"focal"`  // x, y
	Centre     []float64 `mapstructure:"centre"` // x, y
	Model      string    `mapstructure:"model"`
	Distortion []float64 `mapstructure:"distortion"`
}

// Extrinsics are where a camera's optical frame (z ahead, x right) is in another frame: metres, radians.
type Extrinsics struct {
	Frame      string    `mapstructure:"frame"`
	XYZ        []float64 `mapstructure:"xyz"`
	RPY        []float64 `mapstructure:"rpy"`        // about the fixed axes x, y, z in turn, as URDF
	Quaternion []float64 `mapstructure:"quaternion"` // x, y, z, w; instead of RPY
}

func (c Config) cameraRules() []rule {
	rules := []rule{{"cameras", len(c.Cameras) <= maximumCameras, fmt.Sprintf("at most %d", maximumCameras), len(c.Cameras)}}
	names, topics := map[string]bool{}, map[string]bool{}
	for i, cam := range c.Cameras {
		key := fmt.Sprintf("cameras[%d].", i)
		rules = append(rules,
			rule{key + "name", cam.Name != "" && !names[cam.Name], "given and unlike the others'", cam.Name},
			rule{key + "image_topic", matches(namePattern, cam.ImageTopic) && !topics[cam.ImageTopic], "a topic name (/absolute, relative or ~/private) unlike the others'", cam.ImageTopic},
			rule{key + "info_topic", cam.InfoTopic == "" || matches(namePattern, cam.InfoTopic), "a topic name (/absolute, relative or ~/private) or empty", cam.InfoTopic},
		)
		if cam.Intrinsics != nil {
			rules = append(rules, cam.Intrinsics.rules(key+"intrinsics")...)
		}
		if cam.Extrinsics != nil {
			rules = append(rules, cam.Extrinsics.rules(key+"extrinsics")...)
		}
		names[cam.Name], topics[cam.ImageTopic] = true, true
	}
	return rules
}

func (n *Intrinsics) rules(key string) []rule {
	return []rule{
		{key, n.Width > 0 && n.Height > 0, "of a width and a height in pixels", fmt.Sprintf("%d×%d", n.Width, n.Height)},
		{key + ".focal", finite(n.Focal, 2) && n.Focal[0] > 0 && n.Focal[1] > 0, "two numbers above 0: x, y", n.Focal},
		{key + ".centre", finite(n.Centre, 2), "two numbers: x, y", n.Centre},
		{key + ".distortion", finite(n.Distortion, len(n.Distortion)), "numbers", n.Distortion},
	}
}

func (e *Extrinsics) rules(key string) []rule {
	length := 0.0
	for _, number := range e.Quaternion {
		length += number * number
	}
	return []rule{
		{key + ".frame", e.Frame != "" && e.Frame[0] != '/', "the frame that the pose is in, without leading /", e.Frame},
		{key + ".xyz", finite(e.XYZ, 3), "three numbers in metres", e.XYZ},
		{key, (len(e.RPY) > 0) != (len(e.Quaternion) > 0), "of a rotation: rpy or quaternion", fmt.Sprintf("rpy %v, quaternion %v", e.RPY, e.Quaternion)},
		{key + ".rpy", len(e.RPY) == 0 || finite(e.RPY, 3), "three numbers in radians", e.RPY},
		{key + ".quaternion", len(e.Quaternion) == 0 || finite(e.Quaternion, 4) && math.Abs(math.Sqrt(length)-1) < 0.01, "x, y, z, w of length 1", e.Quaternion},
	}
}

// finite tells whether there are so many numbers and each is one.
func finite(numbers []float64, count int) bool {
	return len(numbers) == count && !slices.ContainsFunc(numbers, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

package ros1

import (
	"fmt"
	"strings"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// TypeOf is the ROS 2 name of a ROS 1 type: "sensor_msgs/Image" is "sensor_msgs/msg/Image".
func TypeOf(name string) string {
	if name == "rosgraph_msgs/Log" {
		return name // of other fields in ROS 2
	}
	folder, last, found := strings.Cut(name, "/")
	if !found {
		return name
	}
	return folder + "/msg/" + last
}

// Known are the transcoders of the messages that recordings are read for, by the ROS 2 names of their types, with ROS 1's checksums.
func Known() (map[string]*Transcoder, error) {
	known := map[string]*Transcoder{}
	for _, of := range []struct {
		md5  string
		make func() (*Transcoder, error)
	}{
		{"060021388200f6f0f447d0fcd9c64743", For[msgs.Image]},
		{"8f7a12909da2c9d3332d540a0977563f", For[msgs.CompressedImage]},
		{"c9a58c1b0b154e0e6da7578cb991d214", For[msgs.CameraInfo]},
		{"1158d486dd51d683ce2f1be655c3c181", For[msgs.PointCloud2]},
		{"916c28c5764443f268b296bb671b9d97", For[msgs.PoseArray]},
		{"94810edda583a504dfda3829e70d7eec", For[msgs.TFMessage]},
		{"cd5e73d190d741a2f92e81eda573aca7", For[msgs.Odometry]},
		{"90c7ef2dc6895d81024acba2ac42f369", For[msgs.LaserScan]},
		{"992ce8a1687cec8c8bd883ec73ca41d1", For[msgs.String]},
		{"a9c97c1d230cfc112e270351a944ee47", For[msgs.Clock]},
		{"0c1e36bbb68a6ce92fb627c80f0c0e98", For[msgs.SpatialAnswer]},
		{"60810da900de1dd6ddd437c3503511da", For[diagnostic.Array]},
		{"d155b9ce5188fbaf89745847fd5882d7", For[visualization.MarkerArray]},
	} {
		transcoder, err := of.make()
		if err != nil {
			return nil, fmt.Errorf("messages of ROS 1: %w", err)
		}
		transcoder.MD5 = of.md5
		known[transcoder.name] = transcoder
	}
	return known, nil
}

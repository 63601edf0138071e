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

// Known are the transcoders of the messages that recordings are read for, by the ROS 2 names of their types.
func Known() (map[string]*Transcoder, error) {
	known := map[string]*Transcoder{}
	for _, make := range []func() (*Transcoder, error){
		For[msgs.Image], For[msgs.CompressedImage], For[msgs.CameraInfo], For[msgs.PointCloud2], For[msgs.PoseArray], For[msgs.TFMessage],
		For[msgs.Odometry], For[msgs.LaserScan], For[msgs.String], For[msgs.Clock], For[msgs.SpatialAnswer], For[diagnostic.Array], For[visualization.MarkerArray],
	} {
		transcoder, err := make()
		if err != nil {
			return nil, fmt.Errorf("messages of ROS 1: %w", err)
		}
		known[transcoder.name] = transcoder
	}
	return known, nil
}

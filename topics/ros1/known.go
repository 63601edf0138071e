package ros1

import (
	"fmt"
	"reflect"

	"github.com/bluenviron/goroslib/v2/pkg/msgproc"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/actionlib_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/diagnostic_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/geometry_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/rosgraph_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/sensor_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/std_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/tf2_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/visualization_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/serviceproc"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/actionlib"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	wire "github.com/thinker3d/thinker3d/msgs/ros1"
	"github.com/thinker3d/thinker3d/msgs/rosgraph"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// kind is a type of messages as ROS 1 knows it.
type kind struct {
	// name is that of the ROS 2 interface, ros1 that of ROS 1, such as sensor_msgs/Image.
	name, ros1 string
	md5        string
	definition string
	*wire.Transcoder
}

// kindOf pairs our message T with goroslib's message P, of which ROS 1's checksum is made.
func kindOf[T msgs.Message, P any]() (kind, error) {
	var ours T
	var theirs P
	k := kind{name: ours.ROSType()}
	var err error
	if k.ros1, err = msgproc.Type(theirs); err != nil {
		return k, fmt.Errorf("%s on ROS 1: %w", k.name, err)
	}
	if k.md5, err = msgproc.MD5(theirs); err != nil {
		return k, fmt.Errorf("%s on ROS 1: %w", k.name, err)
	}
	if k.definition, err = msgproc.Definition(theirs); err != nil {
		return k, fmt.Errorf("%s on ROS 1: %w", k.name, err)
	}
	k.Transcoder, err = wire.For[T]()
	return k, err
}

// knownKinds are the messages that can travel, by the ROS 2 names of their types.
func knownKinds() (map[string]kind, error) {
	known := map[string]kind{}
	for _, make := range []func() (kind, error){
		kindOf[msgs.Image, sensor_msgs.Image], kindOf[msgs.CompressedImage, sensor_msgs.CompressedImage],
		kindOf[msgs.CameraInfo, sensor_msgs.CameraInfo], kindOf[msgs.PointCloud2, sensor_msgs.PointCloud2],
		kindOf[msgs.PoseArray, geometry_msgs.PoseArray], kindOf[msgs.TFMessage, tf2_msgs.TFMessage],
		kindOf[msgs.LaserScan, sensor_msgs.LaserScan],
		kindOf[msgs.String, std_msgs.String], kindOf[msgs.Clock, rosgraph_msgs.Clock], kindOf[rosgraph.Log, rosgraph_msgs.Log],
		kindOf[visualization.MarkerArray, visualization_msgs.MarkerArray],
		kindOf[diagnostic.Array, diagnostic_msgs.DiagnosticArray], kindOf[msgs.SpatialAnswer, SpatialAnswer],
		kindOf[actionlib.GoalID, actionlib_msgs.GoalID], kindOf[actionlib.GoalStatusArray, actionlib_msgs.GoalStatusArray],
		kindOf[actionlib.ActionGoal[msgs.ReasonGoal], ReasonActionGoal],
		kindOf[actionlib.ActionResult[msgs.ReasonResult], ReasonActionResult],
		kindOf[actionlib.ActionFeedback[msgs.ReasonFeedback], ReasonActionFeedback],
	} {
		made, err := make()
		if err != nil {
			return nil, err
		}
		known[made.name] = made
	}
	return known, nil
}

// serviceKind is a type of services as ROS 1 knows it.
type serviceKind struct {
	ros1, md5         string
	request, response *wire.Transcoder
}

// serviceKindOf pairs our request Q and response R with goroslib's service P.
func serviceKindOf[Q, R msgs.Message, P any]() (k serviceKind, err error) {
	var theirs P
	if k.ros1, err = serviceproc.Type(theirs); err != nil {
		return k, fmt.Errorf("%s on ROS 1: %w", reflect.TypeFor[P](), err)
	}
	if k.md5, err = serviceproc.MD5(theirs); err != nil {
		return k, fmt.Errorf("%s on ROS 1: %w", reflect.TypeFor[P](), err)
	}
	if k.request, err = wire.For[Q](); err != nil {
		return k, err
	}
	k.response, err = wire.For[R]()
	return k, err
}

// knownServices are the services that can be offered, by the ROS 2 names of their types.
func knownServices() (map[string]serviceKind, error) {
	ask, err := serviceKindOf[msgs.AskRequest, msgs.AskResponse, Ask]()
	return map[string]serviceKind{"thinker3d_msgs/srv/Ask": ask}, err
}

func unknownType(name string) error {
	return fmt.Errorf("type %s is none of those that are known on ROS 1", name)
}

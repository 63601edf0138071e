package description

import (
	"os"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/msgs/lifecycle"
	"github.com/thinker3d/thinker3d/msgs/parameter"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// TestHashesAreThePublishedOnes compares with testdata/published.txt, which says where they come from.
func TestHashesAreThePublishedOnes(t *testing.T) {
	checkHashes(t, "testdata/published.txt", func(add func(string, func() (Description, error))) {
		addMessages(add)
		addInfrastructure(add)
	})
}

// TestHashesOfOurOwnAreThoseOfRosidl compares with testdata/own.txt, which testdata/own.py has rosidl make of msgs/thinker3d_msgs.
func TestHashesOfOurOwnAreThoseOfRosidl(t *testing.T) {
	checkHashes(t, "testdata/own.txt", addOwn)
}

func checkHashes(t *testing.T, file string, all func(add func(string, func() (Description, error)))) {
	t.Helper()
	made, compared := map[string]func() (Description, error){}, 0
	all(func(name string, of func() (Description, error)) { made[name] = of })
	lines, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(lines)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, want := strings.Fields(line)[0], strings.Fields(line)[1]
		of, known := made[name]
		if !known {
			t.Errorf("%s: %s is not tried", file, name)
			continue
		}
		compared++
		got, err := of()
		if err != nil || got.Hash() != want || got.TypeDescription.TypeName != name {
			t.Errorf("%s: %s, %v, want %s", name, got.Hash(), err, want)
		}
	}
	if compared == 0 {
		t.Errorf("%s holds no hash", file)
	}
}

func addOwn(add func(string, func() (Description, error))) {
	const reason = "thinker3d_msgs/action/Reason"
	add("thinker3d_msgs/msg/SpatialAnswer", Of[msgs.SpatialAnswer])
	add("thinker3d_msgs/msg/Timings", Of[msgs.Timings])
	add("thinker3d_msgs/msg/ViewUsed", Of[msgs.ViewUsed])
	add("thinker3d_msgs/srv/Ask", OfService[msgs.AskRequest, msgs.AskResponse])
	add("thinker3d_msgs/srv/Ask_Request", Of[msgs.AskRequest])
	add("thinker3d_msgs/srv/Ask_Response", Of[msgs.AskResponse])
	add(reason+"_Goal", Of[msgs.ReasonGoal])
	add(reason+"_Result", Of[msgs.ReasonResult])
	add(reason+"_Feedback", Of[msgs.ReasonFeedback])
	add(reason+"_FeedbackMessage", Of[action.FeedbackMessage[msgs.ReasonFeedback]])
	add(reason+"_SendGoal", OfService[action.SendGoalRequest[msgs.ReasonGoal], action.SendGoalResponse[msgs.ReasonGoal]])
	add(reason+"_SendGoal_Request", Of[action.SendGoalRequest[msgs.ReasonGoal]])
	add(reason+"_SendGoal_Response", Of[action.SendGoalResponse[msgs.ReasonGoal]])
	add(reason+"_GetResult", OfService[action.GetResultRequest[msgs.ReasonResult], action.GetResultResponse[msgs.ReasonResult]])
	add(reason+"_GetResult_Request", Of[action.GetResultRequest[msgs.ReasonResult]])
	add(reason+"_GetResult_Response", Of[action.GetResultResponse[msgs.ReasonResult]])
}

func addMessages(add func(string, func() (Description, error))) {
	add("builtin_interfaces/msg/Duration", Of[msgs.Duration])
	add("builtin_interfaces/msg/Time", Of[msgs.Time])
	add("std_msgs/msg/Header", Of[msgs.Header])
	add("std_msgs/msg/String", Of[msgs.String])
	add("geometry_msgs/msg/Point", Of[msgs.Point])
	add("geometry_msgs/msg/Pose", Of[msgs.Pose])
	add("geometry_msgs/msg/PoseArray", Of[msgs.PoseArray])
	add("geometry_msgs/msg/PoseWithCovariance", Of[msgs.PoseWithCovariance])
	add("geometry_msgs/msg/Quaternion", Of[msgs.Quaternion])
	add("geometry_msgs/msg/Transform", Of[msgs.Transform])
	add("geometry_msgs/msg/TransformStamped", Of[msgs.TransformStamped])
	add("geometry_msgs/msg/Twist", Of[msgs.Twist])
	add("geometry_msgs/msg/TwistWithCovariance", Of[msgs.TwistWithCovariance])
	add("geometry_msgs/msg/Vector3", Of[msgs.Vector3])
	add("nav_msgs/msg/Odometry", Of[msgs.Odometry])
	add("rosgraph_msgs/msg/Clock", Of[msgs.Clock])
	add("sensor_msgs/msg/CameraInfo", Of[msgs.CameraInfo])
	add("sensor_msgs/msg/CompressedImage", Of[msgs.CompressedImage])
	add("sensor_msgs/msg/Image", Of[msgs.Image])
	add("sensor_msgs/msg/LaserScan", Of[msgs.LaserScan])
	add("sensor_msgs/msg/PointCloud2", Of[msgs.PointCloud2])
	add("sensor_msgs/msg/PointField", Of[msgs.PointField])
	add("sensor_msgs/msg/RegionOfInterest", Of[msgs.RegionOfInterest])
	add("tf2_msgs/msg/TFMessage", Of[msgs.TFMessage])
	add("std_msgs/msg/ColorRGBA", Of[msgs.ColorRGBA])
	add("visualization_msgs/msg/Marker", Of[visualization.Marker])
	add("visualization_msgs/msg/MarkerArray", Of[visualization.MarkerArray])
	add("visualization_msgs/msg/MeshFile", Of[visualization.MeshFile])
	add("visualization_msgs/msg/UVCoordinate", Of[visualization.UVCoordinate])
}

func addInfrastructure(add func(string, func() (Description, error))) {
	add("action_msgs/msg/GoalInfo", Of[action.GoalInfo])
	add("action_msgs/msg/GoalStatus", Of[action.GoalStatus])
	add("action_msgs/msg/GoalStatusArray", Of[action.GoalStatusArray])
	add("unique_identifier_msgs/msg/UUID", Of[action.UUID])
	add("action_msgs/srv/CancelGoal", OfService[action.CancelGoalRequest, action.CancelGoalResponse])
	add("diagnostic_msgs/msg/DiagnosticArray", Of[diagnostic.Array])
	add("diagnostic_msgs/msg/DiagnosticStatus", Of[diagnostic.Status])
	add("diagnostic_msgs/msg/KeyValue", Of[diagnostic.KeyValue])
	add("lifecycle_msgs/msg/State", Of[lifecycle.State])
	add("lifecycle_msgs/msg/Transition", Of[lifecycle.Transition])
	add("lifecycle_msgs/msg/TransitionDescription", Of[lifecycle.TransitionDescription])
	add("lifecycle_msgs/srv/GetState", OfService[lifecycle.GetStateRequest, lifecycle.GetStateResponse])
	add("lifecycle_msgs/srv/GetAvailableStates", OfService[lifecycle.GetAvailableStatesRequest, lifecycle.GetAvailableStatesResponse])
	add("lifecycle_msgs/srv/ChangeState", OfService[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse])
	add("lifecycle_msgs/msg/TransitionEvent", Of[lifecycle.TransitionEvent])
	add("lifecycle_msgs/srv/GetAvailableTransitions", OfService[lifecycle.GetAvailableTransitionsRequest, lifecycle.GetAvailableTransitionsResponse])
	add("rcl_interfaces/msg/Log", Of[msgs.Log])
	add("rcl_interfaces/msg/FloatingPointRange", Of[parameter.FloatingPointRange])
	add("rcl_interfaces/msg/IntegerRange", Of[parameter.IntegerRange])
	add("rcl_interfaces/msg/Parameter", Of[parameter.Parameter])
	add("rcl_interfaces/msg/ParameterDescriptor", Of[parameter.Descriptor])
	add("rcl_interfaces/msg/ParameterValue", Of[parameter.Value])
	add("rcl_interfaces/msg/SetParametersResult", Of[parameter.SetResult])
	add("rcl_interfaces/msg/ParameterEvent", Of[parameter.Event])
	add("rcl_interfaces/srv/DescribeParameters", OfService[parameter.DescribeRequest, parameter.DescribeResponse])
	add("rcl_interfaces/srv/GetParameters", OfService[parameter.GetRequest, parameter.GetResponse])
	add("rcl_interfaces/srv/GetParameterTypes", OfService[parameter.GetTypesRequest, parameter.GetTypesResponse])
	add("rcl_interfaces/srv/ListParameters", OfService[parameter.ListRequest, parameter.ListResponse])
	add("rcl_interfaces/srv/SetParameters", OfService[parameter.SetRequest, parameter.SetResponse])
	add("rcl_interfaces/srv/SetParametersAtomically", OfService[parameter.SetAtomicallyRequest, parameter.SetAtomicallyResponse])
	add("service_msgs/msg/ServiceEventInfo", Of[serviceEventInfo])
	add("type_description_interfaces/srv/GetTypeDescription", OfService[Request, Response])
}

package msgs

// Pose is geometry_msgs/msg/Pose: position in metres and orientation.
type Pose struct {
	Position    Point
	Orientation Quaternion
}

// ROSType names the interface.
func (Pose) ROSType() string { return "geometry_msgs/msg/Pose" }

package msgs

// PoseArray is geometry_msgs/msg/PoseArray.
type PoseArray struct {
	Header Header
	Poses  []Pose
}

// ROSType names the interface.
func (PoseArray) ROSType() string { return "geometry_msgs/msg/PoseArray" }

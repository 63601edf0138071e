package msgs

// TransformStamped is geometry_msgs/msg/TransformStamped.
type TransformStamped struct {
	Header       Header
	ChildFrameID string `ros:"child_frame_id"`
	Transform    Transform
}

// ROSType names the interface.
func (TransformStamped) ROSType() string { return "geometry_msgs/msg/TransformStamped" }

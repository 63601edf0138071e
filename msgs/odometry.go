package msgs

// Odometry is nav_msgs/msg/Odometry: the pose in the header's frame and the twist in the child frame.
type Odometry struct {
	Header       Header
	ChildFrameID string `ros:"child_frame_id"`
	Pose         PoseWithCovariance
	Twist        TwistWithCovariance
}

// ROSType names the interface.
func (Odometry) ROSType() string { return "nav_msgs/msg/Odometry" }

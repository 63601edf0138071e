package msgs

// Twist is geometry_msgs/msg/Twist: linear velocity in metres and angular velocity in radians a second.
type Twist struct {
	Linear, Angular Vector3
}

// ROSType names the interface.
func (Twist) ROSType() string { return "geometry_msgs/msg/Twist" }

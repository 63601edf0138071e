package msgs

// Quaternion is geometry_msgs/msg/Quaternion, a unit rotation with the scalar last.
type Quaternion struct {
	X, Y, Z, W float64
}

// ROSType names the interface.
func (Quaternion) ROSType() string { return "geometry_msgs/msg/Quaternion" }

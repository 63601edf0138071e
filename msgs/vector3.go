package msgs

// Vector3 is geometry_msgs/msg/Vector3.
type Vector3 struct {
	X, Y, Z float64
}

// ROSType names the interface.
func (Vector3) ROSType() string { return "geometry_msgs/msg/Vector3" }

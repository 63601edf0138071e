package msgs

// Point is geometry_msgs/msg/Point, in metres.
type Point struct {
	X, Y, Z float64
}

// ROSType names the interface.
func (Point) ROSType() string { return "geometry_msgs/msg/Point" }

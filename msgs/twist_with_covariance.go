package msgs

// TwistWithCovariance is geometry_msgs/msg/TwistWithCovariance.
//
// Covariance is row-major over x, y, z and the rotations about X, Y, Z.
type TwistWithCovariance struct {
	Twist      Twist
	Covariance [36]float64
}

// ROSType names the interface.
func (TwistWithCovariance) ROSType() string { return "geometry_msgs/msg/TwistWithCovariance" }

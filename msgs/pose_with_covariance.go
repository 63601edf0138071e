package msgs

// PoseWithCovariance is geometry_msgs/msg/PoseWithCovariance.
//
// Covariance is row-major over x, y, z and the rotations about X, Y, Z.
type PoseWithCovariance struct {
	Pose       Pose
	Covariance [36]float64
}

// ROSType names the interface.
func (PoseWithCovariance) ROSType() string { return "geometry_msgs/msg/PoseWithCovariance" }

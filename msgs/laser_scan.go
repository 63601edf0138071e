package msgs

// LaserScan is sensor_msgs/msg/LaserScan: distances in metres in the plane of the header's frame, at angles in radians about its z axis.
type LaserScan struct {
	Header         Header
	AngleMin       float32
	AngleMax       float32
	AngleIncrement float32
	TimeIncrement  float32
	ScanTime       float32
	RangeMin       float32
	RangeMax       float32
	Ranges         []float32
	Intensities    []float32
}

// ROSType names the interface.
func (LaserScan) ROSType() string { return "sensor_msgs/msg/LaserScan" }

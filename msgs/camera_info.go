package msgs

// CameraInfo is sensor_msgs/msg/CameraInfo: a camera's calibration, in pixels. K, R and P are row-major.
type CameraInfo struct {
	Header          Header
	Height          uint32
	Width           uint32
	DistortionModel string
	D               []float64
	K               [9]float64
	R               [9]float64
	P               [12]float64
	BinningX        uint32
	BinningY        uint32
	ROI             RegionOfInterest `ros:"roi"`
}

// ROSType names the interface.
func (CameraInfo) ROSType() string { return "sensor_msgs/msg/CameraInfo" }

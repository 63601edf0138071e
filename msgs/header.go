package msgs

// Header is std_msgs/msg/Header: when and in which frame the data were taken.
type Header struct {
	Stamp   Time
	FrameID string `ros:"frame_id"`
}

// ROSType names the interface.
func (Header) ROSType() string { return "std_msgs/msg/Header" }

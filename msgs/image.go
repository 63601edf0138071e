package msgs

// Image is sensor_msgs/msg/Image: an uncompressed picture, rows of Step bytes, origin at the top left.
type Image struct {
	Header      Header
	Height      uint32
	Width       uint32
	Encoding    string
	IsBigendian uint8
	Step        uint32
	Data        []byte
}

// ROSType names the interface.
func (Image) ROSType() string { return "sensor_msgs/msg/Image" }

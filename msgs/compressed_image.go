package msgs

// CompressedImage is sensor_msgs/msg/CompressedImage: a JPEG or PNG file.
type CompressedImage struct {
	Header Header
	Format string
	Data   []byte
}

// ROSType names the interface.
func (CompressedImage) ROSType() string { return "sensor_msgs/msg/CompressedImage" }

package msgs

// RegionOfInterest is sensor_msgs/msg/RegionOfInterest, in pixels of the full image.
type RegionOfInterest struct {
	XOffset   uint32
	YOffset   uint32
	Height    uint32
	Width     uint32
	DoRectify bool
}

// ROSType names the interface.
func (RegionOfInterest) ROSType() string { return "sensor_msgs/msg/RegionOfInterest" }

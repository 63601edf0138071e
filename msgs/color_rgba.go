package msgs

// ColorRGBA is std_msgs/msg/ColorRGBA: 0 to 1 each.
type ColorRGBA struct {
	R, G, B, A float32
}

// ROSType names the interface.
func (ColorRGBA) ROSType() string { return "std_msgs/msg/ColorRGBA" }

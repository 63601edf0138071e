package visualization

// UVCoordinate is visualization_msgs/msg/UVCoordinate: a place in a texture.
type UVCoordinate struct {
	U, V float32
}

// ROSType names the interface.
func (UVCoordinate) ROSType() string { return "visualization_msgs/msg/UVCoordinate" }

package action

// UUID is unique_identifier_msgs/msg/UUID: what tells goals apart.
type UUID struct {
	UUID [16]uint8 `ros:"uuid"`
}

// ROSType names the interface.
func (UUID) ROSType() string { return "unique_identifier_msgs/msg/UUID" }

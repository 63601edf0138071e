package visualization

// MeshFile is visualization_msgs/msg/MeshFile.
type MeshFile struct {
	Filename string
	Data     []byte
}

// ROSType names the interface.
func (MeshFile) ROSType() string { return "visualization_msgs/msg/MeshFile" }

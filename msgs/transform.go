package msgs

// Transform is geometry_msgs/msg/Transform: it takes coordinates of the child frame into the parent frame.
type Transform struct {
	Translation Vector3
	Rotation    Quaternion
}

// ROSType names the interface.
func (Transform) ROSType() string { return "geometry_msgs/msg/Transform" }

package msgs

// TFMessage is tf2_msgs/msg/TFMessage.
type TFMessage struct {
	Transforms []TransformStamped
}

// ROSType names the interface.
func (TFMessage) ROSType() string { return "tf2_msgs/msg/TFMessage" }

package msgs

// String is std_msgs/msg/String.
type String struct {
	Data string
}

// ROSType names the interface.
func (String) ROSType() string { return "std_msgs/msg/String" }

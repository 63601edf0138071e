package parameter

// Parameter is rcl_interfaces/msg/Parameter: a name and its value.
type Parameter struct {
	Name  string
	Value Value
}

// ROSType names the interface.
func (Parameter) ROSType() string { return "rcl_interfaces/msg/Parameter" }

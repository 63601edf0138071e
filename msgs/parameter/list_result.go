package parameter

// ListResult is rcl_interfaces/msg/ListParametersResult: names of parameters, and what comes before their last dots.
type ListResult struct {
	Names    []string
	Prefixes []string
}

// ROSType names the interface.
func (ListResult) ROSType() string { return "rcl_interfaces/msg/ListParametersResult" }

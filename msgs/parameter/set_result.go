package parameter

// SetResult is rcl_interfaces/msg/SetParametersResult: whether a parameter was set, and if not why.
type SetResult struct {
	Successful bool
	Reason     string
}

// ROSType names the interface.
func (SetResult) ROSType() string { return "rcl_interfaces/msg/SetParametersResult" }

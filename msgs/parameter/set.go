package parameter

// SetRequest is rcl_interfaces/srv/SetParameters_Request: parameters to set one by one.
type SetRequest struct {
	Parameters []Parameter
}

// ROSType names the interface.
func (SetRequest) ROSType() string { return "rcl_interfaces/srv/SetParameters_Request" }

// SetResponse is rcl_interfaces/srv/SetParameters_Response: in the order of the parameters.
type SetResponse struct {
	Results []SetResult
}

// ROSType names the interface.
func (SetResponse) ROSType() string { return "rcl_interfaces/srv/SetParameters_Response" }

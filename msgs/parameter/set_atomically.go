package parameter

// SetAtomicallyRequest is rcl_interfaces/srv/SetParametersAtomically_Request: parameters to set all together or not at all.
type SetAtomicallyRequest struct {
	Parameters []Parameter
}

// ROSType names the interface.
func (SetAtomicallyRequest) ROSType() string {
	return "rcl_interfaces/srv/SetParametersAtomically_Request"
}

// SetAtomicallyResponse is rcl_interfaces/srv/SetParametersAtomically_Response.
type SetAtomicallyResponse struct {
	Result SetResult
}

// ROSType names the interface.
func (SetAtomicallyResponse) ROSType() string {
	return "rcl_interfaces/srv/SetParametersAtomically_Response"
}

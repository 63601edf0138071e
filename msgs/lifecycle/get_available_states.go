package lifecycle

// GetAvailableStatesRequest is lifecycle_msgs/srv/GetAvailableStates_Request.
type GetAvailableStatesRequest struct{}

// ROSType names the interface.
func (GetAvailableStatesRequest) ROSType() string {
	return "lifecycle_msgs/srv/GetAvailableStates_Request"
}

// GetAvailableStatesResponse is lifecycle_msgs/srv/GetAvailableStates_Response.
type GetAvailableStatesResponse struct {
	AvailableStates []State
}

// ROSType names the interface.
func (GetAvailableStatesResponse) ROSType() string {
	return "lifecycle_msgs/srv/GetAvailableStates_Response"
}

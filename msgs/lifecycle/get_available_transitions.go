package lifecycle

// GetAvailableTransitionsRequest is lifecycle_msgs/srv/GetAvailableTransitions_Request.
type GetAvailableTransitionsRequest struct{}

// ROSType names the interface.
func (GetAvailableTransitionsRequest) ROSType() string {
	return "lifecycle_msgs/srv/GetAvailableTransitions_Request"
}

// GetAvailableTransitionsResponse is lifecycle_msgs/srv/GetAvailableTransitions_Response.
type GetAvailableTransitionsResponse struct {
	AvailableTransitions []TransitionDescription
}

// ROSType names the interface.
func (GetAvailableTransitionsResponse) ROSType() string {
	return "lifecycle_msgs/srv/GetAvailableTransitions_Response"
}

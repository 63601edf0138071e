package lifecycle

// GetStateRequest is lifecycle_msgs/srv/GetState_Request.
type GetStateRequest struct{}

// ROSType names the interface.
func (GetStateRequest) ROSType() string { return "lifecycle_msgs/srv/GetState_Request" }

// GetStateResponse is lifecycle_msgs/srv/GetState_Response.
type GetStateResponse struct {
	CurrentState State
}

// ROSType names the interface.
func (GetStateResponse) ROSType() string { return "lifecycle_msgs/srv/GetState_Response" }

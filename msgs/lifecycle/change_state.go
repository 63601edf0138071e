package lifecycle

// ChangeStateRequest is lifecycle_msgs/srv/ChangeState_Request: the transition to make, by its id, or by its label if the id is 0.
type ChangeStateRequest struct {
	Transition Transition
}

// ROSType names the interface.
func (ChangeStateRequest) ROSType() string { return "lifecycle_msgs/srv/ChangeState_Request" }

// ChangeStateResponse is lifecycle_msgs/srv/ChangeState_Response.
type ChangeStateResponse struct {
	Success bool
}

// ROSType names the interface.
func (ChangeStateResponse) ROSType() string { return "lifecycle_msgs/srv/ChangeState_Response" }

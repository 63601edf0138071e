package msgs

// AskRequest is the request of thinker3d_msgs/srv/Ask: a question about what the cameras see now.
type AskRequest struct {
	Question   string
	Choices    []string
	Cameras    []string
	MaximumAge Duration
}

// ROSType names the interface.
func (AskRequest) ROSType() string { return "thinker3d_msgs/srv/Ask_Request" }

// AskResponse is the response of thinker3d_msgs/srv/Ask.
type AskResponse struct {
	Answer SpatialAnswer
}

// ROSType names the interface.
func (AskResponse) ROSType() string { return "thinker3d_msgs/srv/Ask_Response" }

package msgs

// Modes of a question; the .srv file says what each means.
const (
	ModeFull uint8 = iota
	ModeAnswerOnly
	ModeChoices
	ModeSceneOnly
)

// AskRequest is the request of thinker3d_msgs/srv/Ask: a question about what the cameras see now.
type AskRequest struct {
	Question   string
	Choices    []string
	Cameras    []string
	MaximumAge Duration
	// Mode is one of the Mode constants.
	Mode                  uint8
	MaximumThinkingTokens int32
	Deadline              Duration
	Priority              int8
}

// ROSType names the interface.
func (AskRequest) ROSType() string { return "thinker3d_msgs/srv/Ask_Request" }

// AskResponse is the response of thinker3d_msgs/srv/Ask.
type AskResponse struct {
	Answer SpatialAnswer
}

// ROSType names the interface.
func (AskResponse) ROSType() string { return "thinker3d_msgs/srv/Ask_Response" }

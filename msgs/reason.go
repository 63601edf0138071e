package msgs

// Stages of a goal of Reason.action.
const (
	StageWaiting uint8 = iota
	StageReading
	StageImagining
	StageWriting
)

// ReasonGoal is the goal of thinker3d_msgs/action/Reason: a question about what the cameras see now.
type ReasonGoal struct {
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
func (ReasonGoal) ROSType() string { return "thinker3d_msgs/action/Reason_Goal" }

// ReasonResult is the result of thinker3d_msgs/action/Reason.
type ReasonResult struct {
	Answer SpatialAnswer
}

// ROSType names the interface.
func (ReasonResult) ROSType() string { return "thinker3d_msgs/action/Reason_Result" }

// ReasonFeedback is the feedback of thinker3d_msgs/action/Reason: how far the reply is.
type ReasonFeedback struct {
	Stage           uint8
	Text            string
	Latents         uint32
	TokensPerSecond float32
	Scene           []PointCloud2
}

// ROSType names the interface.
func (ReasonFeedback) ROSType() string { return "thinker3d_msgs/action/Reason_Feedback" }

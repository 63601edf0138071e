package msgs

// Status values of a SpatialAnswer; the .msg file says what each means.
const (
	StatusOK uint8 = iota
	StatusNoAnswer
	StatusTruncated
	StatusDegenerate
	StatusCancelled
	StatusError
)

// SpatialAnswer is thinker3d_msgs/msg/SpatialAnswer: an answer to a spatial question about the views of one moment.
type SpatialAnswer struct {
	Header       Header
	Question     string
	Answer       string
	Choice       string
	Confidence   float32
	Reasoning    string
	Status       uint8
	Reason       string
	Views        []ViewUsed
	LatentCount  uint32
	ScenePoints  uint32
	ScaleKnown   bool
	Timings      Timings
	ModelID      string `ros:"model_id"`
	ModelTrained bool
	Bearing      float32
	Distance     float32
	BearingFrame string
	// Mode is one of the Mode constants.
	Mode                uint8
	Choices             []string
	ChoiceProbabilities []float32
	ThinkingCut         bool
}

// ROSType names the interface.
func (SpatialAnswer) ROSType() string { return "thinker3d_msgs/msg/SpatialAnswer" }

package ros1

import (
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/msg"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/actionlib_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/sensor_msgs"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/std_msgs"
)

// What follows is thinker3d_msgs as goroslib wants it to make ROS 1's checksums and definitions: the names and the order of
// types, fields and constants are those of the .msg files.

// SpatialAnswer is thinker3d_msgs/SpatialAnswer.
type SpatialAnswer struct {
	msg.Package         `ros:"thinker3d_msgs"`
	msg.Definitions     `ros:"uint8 STATUS_OK=0,uint8 STATUS_NO_ANSWER=1,uint8 STATUS_TRUNCATED=2,uint8 STATUS_DEGENERATE=3,uint8 STATUS_CANCELLED=4,uint8 STATUS_ERROR=5"`
	Header              std_msgs.Header
	Question            string
	Answer              string
	Choice              string
	Confidence          float32
	Reasoning           string
	Status              uint8
	Reason              string
	Views               []ViewUsed
	LatentCount         uint32
	ScenePoints         uint32
	ScaleKnown          bool
	Timings             Timings
	ModelId             string
	ModelTrained        bool
	Bearing             float32
	Distance            float32
	BearingFrame        string
	Mode                uint8
	Choices             []string
	ChoiceProbabilities []float32
	ThinkingCut         bool
}

// ViewUsed is thinker3d_msgs/ViewUsed.
type ViewUsed struct {
	msg.Package `ros:"thinker3d_msgs"`
	Camera      string
	Stamp       time.Time
	FrameId     string
}

// Timings is thinker3d_msgs/Timings.
type Timings struct {
	msg.Package `ros:"thinker3d_msgs"`
	Queue       float64
	Vision      float64
	Prefill     float64
	Scene       float64
	Text        float64
}

// Ask is the service thinker3d_msgs/Ask.
type Ask struct {
	msg.Package `ros:"thinker3d_msgs"`
	AskRequest
	AskResponse
}

// AskRequest is thinker3d_msgs/AskRequest.
type AskRequest struct {
	msg.Package           `ros:"thinker3d_msgs"`
	msg.Definitions       `ros:"uint8 MODE_FULL=0,uint8 MODE_ANSWER_ONLY=1,uint8 MODE_CHOICES=2,uint8 MODE_SCENE_ONLY=3"`
	Question              string
	Choices               []string
	Cameras               []string
	MaximumAge            time.Duration
	Mode                  uint8
	MaximumThinkingTokens int32
	Deadline              time.Duration
	Priority              int8
}

// AskResponse is thinker3d_msgs/AskResponse.
type AskResponse struct {
	msg.Package `ros:"thinker3d_msgs"`
	Answer      SpatialAnswer
}

// ReasonGoal is thinker3d_msgs/ReasonGoal.
type ReasonGoal struct {
	msg.Package           `ros:"thinker3d_msgs"`
	msg.Definitions       `ros:"uint8 MODE_FULL=0,uint8 MODE_ANSWER_ONLY=1,uint8 MODE_CHOICES=2,uint8 MODE_SCENE_ONLY=3"`
	Question              string
	Choices               []string
	Cameras               []string
	MaximumAge            time.Duration
	Mode                  uint8
	MaximumThinkingTokens int32
	Deadline              time.Duration
	Priority              int8
}

// ReasonResult is thinker3d_msgs/ReasonResult.
type ReasonResult struct {
	msg.Package `ros:"thinker3d_msgs"`
	Answer      SpatialAnswer
}

// ReasonFeedback is thinker3d_msgs/ReasonFeedback.
type ReasonFeedback struct {
	msg.Package     `ros:"thinker3d_msgs"`
	msg.Definitions `ros:"uint8 STAGE_WAITING=0,uint8 STAGE_READING=1,uint8 STAGE_IMAGINING=2,uint8 STAGE_WRITING=3"`
	Stage           uint8
	Text            string
	Latents         uint32
	TokensPerSecond float32
	Scene           []sensor_msgs.PointCloud2
}

// ReasonActionGoal is thinker3d_msgs/ReasonActionGoal.
type ReasonActionGoal struct {
	msg.Package `ros:"thinker3d_msgs"`
	Header      std_msgs.Header
	GoalId      actionlib_msgs.GoalID
	Goal        ReasonGoal
}

// ReasonActionResult is thinker3d_msgs/ReasonActionResult.
type ReasonActionResult struct {
	msg.Package `ros:"thinker3d_msgs"`
	Header      std_msgs.Header
	Status      actionlib_msgs.GoalStatus
	Result      ReasonResult
}

// ReasonActionFeedback is thinker3d_msgs/ReasonActionFeedback.
type ReasonActionFeedback struct {
	msg.Package `ros:"thinker3d_msgs"`
	Header      std_msgs.Header
	Status      actionlib_msgs.GoalStatus
	Feedback    ReasonFeedback
}

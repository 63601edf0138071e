package action

import (
	"strings"

	"github.com/thinker3d/thinker3d/msgs"
)

// SendGoalRequest is the request of an action's send_goal service: a goal G with an id that its client made up.
type SendGoalRequest[G msgs.Message] struct {
	GoalID UUID `ros:"goal_id"`
	Goal   G
}

// ROSType names the interface.
func (SendGoalRequest[G]) ROSType() string { return nameOf[G]("_Goal") + "_SendGoal_Request" }

// SendGoalResponse says whether a goal G was accepted, and when.
type SendGoalResponse[G msgs.Message] struct {
	Accepted bool
	Stamp    msgs.Time
}

// ROSType names the interface.
func (SendGoalResponse[G]) ROSType() string { return nameOf[G]("_Goal") + "_SendGoal_Response" }

// GetResultRequest asks for the result R of a goal.
type GetResultRequest[R msgs.Message] struct {
	GoalID UUID `ros:"goal_id"`
}

// ROSType names the interface.
func (GetResultRequest[R]) ROSType() string { return nameOf[R]("_Result") + "_GetResult_Request" }

// GetResultResponse is a result R and how its goal ended.
type GetResultResponse[R msgs.Message] struct {
	Status int8
	Result R
}

// ROSType names the interface.
func (GetResultResponse[R]) ROSType() string { return nameOf[R]("_Result") + "_GetResult_Response" }

// FeedbackMessage is feedback F on a goal.
type FeedbackMessage[F msgs.Message] struct {
	GoalID   UUID `ros:"goal_id"`
	Feedback F
}

// ROSType names the interface.
func (FeedbackMessage[F]) ROSType() string { return nameOf[F]("_Feedback") + "_FeedbackMessage" }

// nameOf is the name of the action that T, whose name ends so, is a part of.
func nameOf[T msgs.Message](ending string) string {
	var zero T
	return strings.TrimSuffix(zero.ROSType(), ending)
}

package actionlib

import (
	"strings"

	"github.com/thinker3d/thinker3d/msgs"
)

// ActionGoal is a goal G with an id that its client made up.
type ActionGoal[G msgs.Message] struct {
	Header msgs.Header
	GoalID GoalID `ros:"goal_id"`
	Goal   G
}

// ROSType names the interface.
func (ActionGoal[G]) ROSType() string { return nameOf[G]("_Goal") + "ActionGoal" }

// ActionFeedback is feedback F on a goal.
type ActionFeedback[F msgs.Message] struct {
	Header   msgs.Header
	Status   GoalStatus
	Feedback F
}

// ROSType names the interface.
func (ActionFeedback[F]) ROSType() string { return nameOf[F]("_Feedback") + "ActionFeedback" }

// ActionResult is a result R and how its goal ended.
type ActionResult[R msgs.Message] struct {
	Header msgs.Header
	Status GoalStatus
	Result R
}

// ROSType names the interface.
func (ActionResult[R]) ROSType() string { return nameOf[R]("_Result") + "ActionResult" }

// nameOf is the name of the action that T, whose name ends so, is a part of; as ROS 1 makes them, its messages are among msg.
func nameOf[T msgs.Message](ending string) string {
	var zero T
	return strings.Replace(strings.TrimSuffix(zero.ROSType(), ending), "/action/", "/msg/", 1)
}

package action

import "github.com/thinker3d/thinker3d/msgs"

// GoalInfo is action_msgs/msg/GoalInfo: a goal and when it was accepted.
type GoalInfo struct {
	GoalID UUID `ros:"goal_id"`
	Stamp  msgs.Time
}

// ROSType names the interface.
func (GoalInfo) ROSType() string { return "action_msgs/msg/GoalInfo" }

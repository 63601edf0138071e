package action

// Values of a cancel response's return code.
const (
	CancelAccepted int8 = iota
	CancelRejected
	CancelUnknownGoal
	CancelGoalTerminated
)

// CancelGoalRequest is action_msgs/srv/CancelGoal_Request: a goal, or all goals if its id is zero; with a stamp also all accepted by then.
type CancelGoalRequest struct {
	GoalInfo GoalInfo
}

// ROSType names the interface.
func (CancelGoalRequest) ROSType() string { return "action_msgs/srv/CancelGoal_Request" }

// CancelGoalResponse is action_msgs/srv/CancelGoal_Response.
type CancelGoalResponse struct {
	ReturnCode     int8
	GoalsCanceling []GoalInfo
}

// ROSType names the interface.
func (CancelGoalResponse) ROSType() string { return "action_msgs/srv/CancelGoal_Response" }

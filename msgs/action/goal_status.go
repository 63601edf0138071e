package action

// Values of a goal's status.
const (
	StatusUnknown int8 = iota
	StatusAccepted
	StatusExecuting
	StatusCanceling
	StatusSucceeded
	StatusCanceled
	StatusAborted
)

// GoalStatus is action_msgs/msg/GoalStatus: how far a goal is.
type GoalStatus struct {
	GoalInfo GoalInfo
	Status   int8
}

// ROSType names the interface.
func (GoalStatus) ROSType() string { return "action_msgs/msg/GoalStatus" }

// GoalStatusArray is action_msgs/msg/GoalStatusArray: how far all goals are that the server knows.
type GoalStatusArray struct {
	StatusList []GoalStatus
}

// ROSType names the interface.
func (GoalStatusArray) ROSType() string { return "action_msgs/msg/GoalStatusArray" }

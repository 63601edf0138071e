// Package actionlib holds the messages that all actions of ROS 1 share, actionlib_msgs.
package actionlib

import "github.com/thinker3d/thinker3d/msgs"

// Values of a goal's status.
const (
	StatusPending uint8 = iota
	StatusActive
	StatusPreempted
	StatusSucceeded
	StatusAborted
	StatusRejected
	StatusPreempting
	StatusRecalling
	StatusRecalled
	StatusLost
)

// GoalID is actionlib_msgs/GoalID: what tells goals apart, and when its client sent one.
type GoalID struct {
	Stamp msgs.Time
	ID    string `ros:"id"`
}

// ROSType names the interface.
func (GoalID) ROSType() string { return "actionlib_msgs/msg/GoalID" }

// GoalStatus is actionlib_msgs/GoalStatus: how far a goal is.
type GoalStatus struct {
	GoalID GoalID `ros:"goal_id"`
	Status uint8
	Text   string
}

// ROSType names the interface.
func (GoalStatus) ROSType() string { return "actionlib_msgs/msg/GoalStatus" }

// GoalStatusArray is actionlib_msgs/GoalStatusArray: how far all goals are that the server knows.
type GoalStatusArray struct {
	Header     msgs.Header
	StatusList []GoalStatus
}

// ROSType names the interface.
func (GoalStatusArray) ROSType() string { return "actionlib_msgs/msg/GoalStatusArray" }

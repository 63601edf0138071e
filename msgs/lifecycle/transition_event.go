package lifecycle

// TransitionEvent is lifecycle_msgs/msg/TransitionEvent: a transition that was made.
type TransitionEvent struct {
	// Timestamp is in nanoseconds.
	Timestamp  uint64
	Transition Transition
	StartState State
	GoalState  State
}

// ROSType names the interface.
func (TransitionEvent) ROSType() string { return "lifecycle_msgs/msg/TransitionEvent" }

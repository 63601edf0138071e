package lifecycle

// TransitionDescription is lifecycle_msgs/msg/TransitionDescription: a transition and the states that it joins.
type TransitionDescription struct {
	Transition Transition
	StartState State
	GoalState  State
}

// ROSType names the interface.
func (TransitionDescription) ROSType() string { return "lifecycle_msgs/msg/TransitionDescription" }

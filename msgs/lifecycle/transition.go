package lifecycle

// Identifiers of the transitions that can be asked for.
const (
	TransitionConfigure            uint8 = 1
	TransitionCleanup              uint8 = 2
	TransitionActivate             uint8 = 3
	TransitionDeactivate           uint8 = 4
	TransitionUnconfiguredShutdown uint8 = 5
	TransitionInactiveShutdown     uint8 = 6
	TransitionActiveShutdown       uint8 = 7
)

// Transition is lifecycle_msgs/msg/Transition: a way from one state to another.
type Transition struct {
	ID    uint8 `ros:"id"`
	Label string
}

// ROSType names the interface.
func (Transition) ROSType() string { return "lifecycle_msgs/msg/Transition" }

package lifecycle

// Identifiers of states: the primary ones, then those of a transition that is under way.
const (
	StateUnknown      uint8 = 0
	StateUnconfigured uint8 = 1
	StateInactive     uint8 = 2
	StateActive       uint8 = 3
	StateFinalized    uint8 = 4

	StateConfiguring     uint8 = 10
	StateCleaningUp      uint8 = 11
	StateShuttingDown    uint8 = 12
	StateActivating      uint8 = 13
	StateDeactivating    uint8 = 14
	StateErrorProcessing uint8 = 15
)

// State is lifecycle_msgs/msg/State: a state of a managed node.
type State struct {
	ID    uint8 `ros:"id"`
	Label string
}

// ROSType names the interface.
func (State) ROSType() string { return "lifecycle_msgs/msg/State" }

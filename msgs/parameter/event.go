package parameter

import "github.com/thinker3d/thinker3d/msgs"

// Event is rcl_interfaces/msg/ParameterEvent: which parameters of a node came, changed or went.
type Event struct {
	Stamp             msgs.Time
	Node              string
	NewParameters     []Parameter
	ChangedParameters []Parameter
	DeletedParameters []Parameter
}

// ROSType names the interface.
func (Event) ROSType() string { return "rcl_interfaces/msg/ParameterEvent" }

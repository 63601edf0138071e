package diagnostic

import "github.com/thinker3d/thinker3d/msgs"

// Array is diagnostic_msgs/msg/DiagnosticArray: the state of several parts.
type Array struct {
	Header msgs.Header
	Status []Status
}

// ROSType names the interface.
func (Array) ROSType() string { return "diagnostic_msgs/msg/DiagnosticArray" }

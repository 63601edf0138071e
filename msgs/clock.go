package msgs

// Clock is rosgraph_msgs/msg/Clock: the simulated time.
type Clock struct {
	Clock Time
}

// ROSType names the interface.
func (Clock) ROSType() string { return "rosgraph_msgs/msg/Clock" }

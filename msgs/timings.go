package msgs

// Timings is thinker3d_msgs/msg/Timings: where the time of one answer went, in seconds.
type Timings struct {
	Queue   float64
	Vision  float64
	Prefill float64
	Scene   float64
	Text    float64
}

// ROSType names the interface.
func (Timings) ROSType() string { return "thinker3d_msgs/msg/Timings" }

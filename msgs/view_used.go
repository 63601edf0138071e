package msgs

// ViewUsed is thinker3d_msgs/msg/ViewUsed: one camera's picture that an answer was drawn from.
type ViewUsed struct {
	Camera  string
	Stamp   Time
	FrameID string `ros:"frame_id"`
}

// ROSType names the interface.
func (ViewUsed) ROSType() string { return "thinker3d_msgs/msg/ViewUsed" }

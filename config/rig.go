package config

import "time"

// Rig is what is known of the cameras on the robot, and how it is used.
type Rig struct {
	Undistort bool `mapstructure:"undistort"`
	// FixedFrame is one that the robot moves in; empty if frames are looked up at one stamp.
	FixedFrame string `mapstructure:"fixed_frame"`
	// Patience is how much later than its views a transform is waited for.
	Patience time.Duration `mapstructure:"patience"`
}

func (c Config) rigRules() []rule {
	r := c.Rig
	return []rule{
		{"rig.fixed_frame", r.FixedFrame == "" || r.FixedFrame[0] != '/', "a frame name without leading /, or empty", r.FixedFrame},
		{"rig.patience", r.Patience >= 0, "0s or more", r.Patience},
	}
}

package config

import "time"

// Rig is what is known of the cameras on the robot, and how it is used.
type Rig struct {
	Undistort bool `mapstructure:"undistort"`
	// FixedFrame is one that the robot moves in; empty if frames are looked up at one stamp.
	FixedFrame string   `mapstructure:"fixed_frame"`
	Geometry   Geometry `mapstructure:"geometry"`
	// ShortBaseline is a share of the scene's distance.
	ShortBaseline float64   `mapstructure:"short_baseline" min:"0" max:"10"`
	RangeTopic    string    `mapstructure:"range_topic"`
	RangeType     RangeType `mapstructure:"range_type"`
	// Patience is how much later than its views a transform is waited for.
	Patience time.Duration `mapstructure:"patience"`
}

func (c Config) rigRules() []rule {
	r := c.Rig
	return []rule{
		{"rig.fixed_frame", r.FixedFrame == "" || r.FixedFrame[0] != '/', "a frame name without leading /, or empty", r.FixedFrame},
		{"rig.range_topic", r.RangeTopic == "" || matches(namePattern, r.RangeTopic), "a topic name (/absolute, relative or ~/private) or empty", r.RangeTopic},
		{"rig.geometry", r.Geometry != GeometryKnown || c.Scene.TargetFrame != "", "imagined where scene.target_frame is not given", r.Geometry},
		{"rig.patience", r.Patience >= 0, "0s or more", r.Patience},
	}
}

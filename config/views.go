package config

import (
	"fmt"
	"slices"
	"time"
)

// Views says which views a question is about, and which pictures are skipped.
type Views struct {
	Policy  Policy   `mapstructure:"policy"`
	Maximum int      `mapstructure:"maximum" min:"0" max:"64"`
	Cameras []string `mapstructure:"cameras"`
	// Translation is in metres, Rotation in degrees.
	Translation float64       `mapstructure:"translation" min:"0"`
	Rotation    float64       `mapstructure:"rotation" min:"0" max:"180"`
	Interval    time.Duration `mapstructure:"interval"`
	Window      time.Duration `mapstructure:"window"`

	MaximumDelay     time.Duration `mapstructure:"maximum_delay"`
	MinimumSharpness float64       `mapstructure:"minimum_sharpness" min:"0"`
	MaximumDark      float64       `mapstructure:"maximum_dark" min:"0" max:"1"`
	MaximumBright    float64       `mapstructure:"maximum_bright" min:"0" max:"1"`

	// ReducedJPEG has large JPEGs decoded at a part of their size.
	ReducedJPEG bool `mapstructure:"reduced_jpeg"`
}

// Looks tells whether pictures are looked at before they are used.
func (v Views) Looks() bool {
	return v.MinimumSharpness > 0 || v.MaximumDark < 1 || v.MaximumBright < 1
}

// ByMotion tells whether key frames are chosen by where the cameras are.
func (v Views) ByMotion() bool {
	return v.Policy == PolicyKeyFrames && (v.Translation > 0 || v.Rotation > 0)
}

func (c Config) viewRules() []rule {
	v := c.Views
	needsFixed := v.ByMotion() || v.Policy == PolicyKeyFrames && c.Scene.TargetFrame != ""
	rules := []rule{
		{"views.policy", v.Policy != PolicyKeyFrames || v.ByMotion() || v.Interval > 0, "with views.translation, views.rotation or views.interval above 0", v.Policy},
		{"views.policy", !needsFixed || c.Rig.FixedFrame != "", "with rig.fixed_frame (such as odom), in which the robot moves", v.Policy},
		{"views.cameras", v.Maximum == 0 || len(v.Cameras) <= v.Maximum, "no more than views.maximum", len(v.Cameras)},
		{"views.interval", v.Interval >= 0, "0s or more", v.Interval},
		{"views.window", v.Window > 0, "above 0s", v.Window},
		{"views.maximum_delay", v.MaximumDelay >= 0, "0s or more", v.MaximumDelay},
	}
	for i, name := range v.Cameras {
		known := slices.ContainsFunc(c.Cameras, func(cam Camera) bool { return cam.Name == name })
		rules = append(rules, rule{fmt.Sprintf("views.cameras[%d]", i), (known || len(c.Cameras) == 0) && !slices.Contains(v.Cameras[:i], name), "the name of a camera, once", name})
	}
	return rules
}

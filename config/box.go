package config

import "fmt"

// Box is a part of the robot's body, in metres along the axes of one of its frames.
type Box struct {
	Frame   string    `mapstructure:"frame"`
	Minimum []float64 `mapstructure:"minimum"` // x, y, z
	Maximum []float64 `mapstructure:"maximum"`
}

const maximumBoxes = 64

func (s Scene) filterRules() []rule {
	rules := []rule{
		{"scene.edge_angle", s.EdgeAngle < 90, "below 90", s.EdgeAngle},
		{"scene.maximum_range", s.MaximumRange == 0 || s.MaximumRange > s.MinimumRange, "0 or above scene.minimum_range", s.MaximumRange},
		{"scene.maximum_height", s.MinimumHeight == nil || s.MaximumHeight == nil || *s.MaximumHeight > *s.MinimumHeight, "above scene.minimum_height, or null", value(s.MaximumHeight)},
		{"scene.self_boxes", len(s.SelfBoxes) <= maximumBoxes, fmt.Sprintf("at most %d", maximumBoxes), len(s.SelfBoxes)},
	}
	for i, box := range s.SelfBoxes {
		key := fmt.Sprintf("scene.self_boxes[%d].", i)
		ordered := finite(box.Minimum, 3) && finite(box.Maximum, 3)
		for axis := 0; ordered && axis < 3; axis++ {
			ordered = box.Minimum[axis] < box.Maximum[axis]
		}
		rules = append(rules,
			rule{key + "frame", box.Frame != "" && box.Frame[0] != '/', "a frame name without leading /", box.Frame},
			rule{key + "maximum", ordered, "x, y, z in metres, each above that of minimum, which has three too", fmt.Sprintf("%v for minimum %v", box.Maximum, box.Minimum)},
		)
	}
	return rules
}

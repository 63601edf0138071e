package node

import (
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// TestAnswersTellWhereThingsAreAsNumbers asks of a room whose walls are 2.5 m from the robot's middle.
func TestAnswersTellWhereThingsAreAsNumbers(t *testing.T) {
	_, imagined, views, rig := threeMounted(t)
	floor := 0.0
	settings := config.Scene{Frame: "imagined", TargetFrame: "base_link", GroundHeight: &floor}
	placer := newPlacer([]config.Camera{{Name: "front"}, {Name: "left"}, {Name: "back"}}, settings, rig)
	if placed, err := placer.place(rigStamp, views, imagined); err != nil || !placed.metric {
		t.Fatalf("%+v, %v", placed, err)
	}
	nan := math.NaN()
	for name, c := range map[string]struct {
		answer, reasoning string
		status            uint8
		degrees, metres   float64
	}{
		"ahead of a camera":     {"A. door", "A door image 2 left 0 2.2 m", msgs.StatusOK, 90, 2.5},
		"aside":                 {"A. door", "A door image 2 right 20 2.4 m", msgs.StatusOK, 90 - math.Atan2(2.2*math.Tan(20*math.Pi/180), 2.5)*180/math.Pi, math.Hypot(2.5, 2.2*math.Tan(20*math.Pi/180))},
		"nothing at about that": {"A. door", "A door image 2 left 0 5.0 m", msgs.StatusOK, 90, nan},
		"no distance":           {"A. door", "A door image 3 left 0", msgs.StatusOK, 180, nan},
		"no such view":          {"A. door", "A door image 4 left 0 2.0 m", msgs.StatusOK, nan, nan},
		"no place":              {"A. door", "It is red.", msgs.StatusOK, nan, nan},
		"no answer":             {"", "A door image 2 left 0 2.2 m", msgs.StatusNoAnswer, nan, nan},
	} {
		answer := msgs.SpatialAnswer{Question: "Where is it? A. door", Answer: c.answer, Reasoning: c.reasoning, Status: c.status, Bearing: notANumber(), Distance: notANumber()}
		placer.point(&answer)
		turned := math.Remainder(float64(answer.Bearing)*180/math.Pi-c.degrees, 360)
		if math.IsNaN(c.degrees) != math.IsNaN(float64(answer.Bearing)) || math.Abs(turned) > 1 || math.IsNaN(c.metres) != math.IsNaN(float64(answer.Distance)) ||
			math.Abs(float64(answer.Distance)-c.metres) > 0.05 || (answer.BearingFrame == "base_link") == math.IsNaN(c.degrees) {
			t.Errorf("%s: %.1f° and %.2f m in %q, want %.1f° and %.2f m", name, answer.Bearing*180/math.Pi, answer.Distance, answer.BearingFrame, c.degrees, c.metres)
		}
	}
	placer.made.metric = false
	answer := msgs.SpatialAnswer{Answer: "A. door", Reasoning: "A door image 2 left 0 2.2 m", Bearing: notANumber()}
	if placer.point(&answer); answer.Bearing == answer.Bearing {
		t.Error("a bearing without metres")
	}
}

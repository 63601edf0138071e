package frames

import (
	"errors"
	"strings"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"
)

// TestLookupAcrossMoments has the robot of robot, which in 1 s goes 1 m ahead and turns left by 90°.
func TestLookupAcrossMoments(t *testing.T) {
	tree := robot(t)
	for _, c := range []struct {
		target, source Place
		fixed          string
		want           r3.Vec // of the source's origin
	}{
		{Place{"base_link", 101 * second}, Place{"base_link", 100 * second}, "odom", r3.Vec{Y: 1}},
		{Place{"base_link", 100 * second}, Place{"base_link", 101 * second}, "odom", r3.Vec{X: 1}},
		{Place{"base_link", 100 * second}, Place{"camera", 101 * second}, "map", r3.Vec{X: 1, Y: 0.5, Z: 0.5}},
		{Place{"odom", 0}, Place{"camera", 101 * second}, "odom", r3.Vec{X: 1, Y: 0.5, Z: 0.5}},
	} {
		got, err := tree.LookupAcross(c.target, c.source, c.fixed)
		if err != nil || r3.Norm(r3.Sub(got.Translation, c.want)) > 1e-9 {
			t.Errorf("%v from %v: %v, want %v: %v", c.target, c.source, got.Translation, c.want, err)
		}
	}
	for want, c := range map[string][2]Place{
		"later":                           {{"base_link", 101 * second}, {"camera", 90 * second}},
		"not known yet":                   {{"base_link", 200 * second}, {"camera", 101 * second}},
		"nothing has been heard of lidar": {{"lidar", 101 * second}, {"camera", 101 * second}},
	} {
		_, err := tree.LookupAcross(c[0], c[1], "odom")
		if err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, ErrNotYet) != (want == ErrNotYet.Error()) {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
}

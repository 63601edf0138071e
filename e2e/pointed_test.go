package e2e

import (
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestAnswersPointAtThings compares the numbers of answers that name one thing with where that thing truly is from the robot.
func TestAnswersPointAtThings(t *testing.T) {
	room := readTrueRoom(t)
	var args []string
	for _, one := range sampleQuestions(t) {
		args = append(args, "--ask", one.Question)
	}
	config := withScene(t, "{target_frame: base_link, ground_height: 0.0}")
	bundle, err := filepath.Abs("../model/bundles/nano")
	if err != nil {
		t.Fatal(err)
	}
	r := replaySample(t, append([]string{"--config", config, "--bundle", bundle}, args...)...)
	letter := regexp.MustCompile(`^[A-Z]\. `)
	var turned, off []float64
	for _, report := range r.reports {
		name := letter.ReplaceAllString(report.Answer, "")
		x, y, one := room.fromRobot(report.StampNanos, name)
		if !one || report.Bearing == nil {
			continue
		}
		if report.BearingFrame != "base_link" {
			t.Errorf("the bearing of %s is in %q", name, report.BearingFrame)
		}
		turned = append(turned, math.Abs(math.Remainder(*report.Bearing-math.Atan2(y, x), 2*math.Pi))*180/math.Pi)
		if report.Distance != nil {
			off = append(off, math.Abs(*report.Distance-math.Hypot(x, y)))
		}
	}
	if len(turned) < 5 || len(off) == 0 {
		t.Fatalf("%d bearings and %d distances of things in %d answers", len(turned), len(off), len(r.reports))
	}
	slices.Sort(turned)
	slices.Sort(off)
	t.Logf("of %d answers %d have the bearing of one thing, half of them within %.0f° of its middle, and %d a distance, half within %.2f m", len(r.reports), len(turned), turned[len(turned)/2], len(off), off[len(off)/2])
	if turned[len(turned)/2] > 30 || off[len(off)/2] > 1 {
		t.Errorf("the bearings are off by %.0f° and the distances by %.2f m", turned, off)
	}
}

// fromRobot is where the only thing of a name is at a moment, from the robot; false if there are none or several.
func (r *trueRoom) fromRobot(stampNanos int64, name string) (x, y float64, one bool) {
	moment := slices.IndexFunc(r.Moments, func(m trueMoment) bool { return math.Abs(float64(stampNanos-m.StampNanos)) < 50e6 })
	count := 0
	for _, object := range r.Objects {
		if moment >= 0 && object.Name == name {
			at := r.Moments[moment].OdomFromBase
			x, y = turn(object.Centre[0]-at.X, object.Centre[1]-at.Y, -at.Yaw)
			count++
		}
	}
	return x, y, count == 1
}

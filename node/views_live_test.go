package node

import (
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// told waits until a part's status has a value.
func told(arrays <-chan diagnostic.Array, part, key, want string) {
	for array := range arrays {
		for _, status := range array.Status {
			if status.Name == "thinker3d: "+part && valueIn(status, key) == want {
				return
			}
		}
	}
}

// TestSkippedPicturesAreCounted has the robot's pictures, which are black, and late.
func TestSkippedPicturesAreCounted(t *testing.T) {
	for want, c := range map[string]struct {
		limit func(*config.Views)
		stamp time.Duration
	}{
		"dropped: dark":    {func(v *config.Views) { v.MaximumDark = 0.9 }, 0},
		"dropped: blurred": {func(v *config.Views) { v.MinimumSharpness = 1 }, 0},
		"dropped: delayed": {func(v *config.Views) { v.MaximumDelay = time.Minute }, -time.Hour},
	} {
		cfg := liveConfig(t)
		cfg.Diagnostics.Period = time.Millisecond
		c.limit(&cfg.Views)
		r := startRobot(t, cfg, newModel(t))
		arrays := make(chan diagnostic.Array, 1<<16)
		receive(t, r.bus, "/diagnostics", arrays)
		r.look(r.now.Add(c.stamp))
		for _, camera := range []string{"camera left", "camera right"} {
			told(arrays, camera, want, "1")
		}
		r.end()
	}
}

// TestKeyFramesAreViewsToo has two moments and a question about the second.
func TestKeyFramesAreViewsToo(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Diagnostics.Period = time.Millisecond
	cfg.Views.Policy, cfg.Views.Translation, cfg.Views.Rotation, cfg.Views.Interval = config.PolicyKeyFrames, 0, 0, time.Second
	r := startRobot(t, cfg, newModel(t))
	arrays := make(chan diagnostic.Array, 1<<16)
	receive(t, r.bus, "/diagnostics", arrays)
	before := r.now.Add(-2 * time.Second)
	r.look(before)
	told(arrays, "key frames", "kept", "1")
	r.look(r.now)
	told(arrays, "key frames", "taken: timed", "1")
	r.ask("What is left?")
	all := <-r.answers
	right := r.call(msgs.AskRequest{Question: "What is right?", Cameras: []string{"right"}})
	r.end()
	newest, earlier := msgs.TimeFromNanos(r.now.UnixNano()), msgs.TimeFromNanos(before.UnixNano())
	for _, c := range []struct {
		answer msgs.SpatialAnswer
		want   []msgs.ViewUsed
	}{
		{all, []msgs.ViewUsed{{Camera: "left", Stamp: newest}, {Camera: "right", Stamp: newest}, {Camera: "left", Stamp: earlier}, {Camera: "right", Stamp: earlier}}},
		{right, []msgs.ViewUsed{{Camera: "right", Stamp: newest}, {Camera: "right", Stamp: earlier}}},
	} {
		if c.answer.Header != (msgs.Header{Stamp: newest, FrameID: c.want[0].Camera + "_optical_frame"}) || len(c.answer.Views) != len(c.want) {
			t.Errorf("answer %+v, want one about %v", c.answer, c.want)
			continue
		}
		for i, want := range c.want {
			want.FrameID = want.Camera + "_optical_frame"
			if c.answer.Views[i] != want {
				t.Errorf("view %d is %v, want %v", i, c.answer.Views[i], want)
			}
		}
	}
}

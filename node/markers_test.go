package node

import (
	"math"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// TestMarkersStandWhereTheCamerasAre puts a scene into the robot's frame and looks at what a viewer is given.
func TestMarkersStandWhereTheCamerasAre(t *testing.T) {
	cameras, imagined, views, rig := threeMounted(t)
	settings := config.Scene{Frame: "imagined", TargetFrame: "base_link", CameraFrames: true}
	placer := newPlacer([]config.Camera{{Name: "front"}, {Name: "left"}, {Name: "back"}}, settings, rig)
	if placed, err := placer.place(rigStamp, views, imagined); err != nil || !placed.metric {
		t.Fatalf("%+v, %v", placed, err)
	}
	array := markersOf(&placer.made, &msgs.SpatialAnswer{Question: "Where is the door?", Answer: "B. left"})
	if len(array.Markers) != 1+2*3+1 || array.Markers[0].Action != visualization.DeleteAll {
		t.Fatalf("%d markers, the first %+v", len(array.Markers), array.Markers[0])
	}
	for _, one := range array.Markers {
		if one.Header.FrameID != "base_link" || one.Header.Stamp.Nanos() != rigStamp {
			t.Errorf("header %+v", one.Header)
		}
	}
	lines, name := array.Markers[1], array.Markers[2]
	want := cameras["front"].Translation
	if eye := lines.Points[0]; math.Abs(eye.X-want.X) > 1e-3 || math.Abs(eye.Y-want.Y) > 1e-3 || math.Abs(eye.Z-want.Z) > 1e-3 || len(lines.Points) != 16 {
		t.Errorf("the front camera is drawn at %+v by %d points", eye, len(lines.Points))
	}
	// Its picture is a quarter of a metre ahead, 2·tan(0.6)/4 wide and 2·tan(0.8)/4 high.
	if left := lines.Points[1]; math.Abs(left.X-want.X-metricFrustum) > 1e-3 || math.Abs(left.Y-want.Y-math.Tan(.6)*metricFrustum) > 1e-3 || math.Abs(left.Z-want.Z-math.Tan(.8)*metricFrustum) > 1e-3 {
		t.Errorf("its upper left corner is at %+v", left)
	}
	if name.Text != "front" || name.Pose.Position.Z <= want.Z {
		t.Errorf("its label is %+v", name)
	}
	if last := array.Markers[len(array.Markers)-1]; !strings.Contains(last.Text, "Where is the door?") || !strings.Contains(last.Text, "B. left") {
		t.Errorf("the answer is drawn as %q", last.Text)
	}
	frames := (&outputs{settings: settings}).framesOf(&placer.made)
	if len(frames.Transforms) != 3 || frames.Transforms[1].ChildFrameID != "imagined/left" || frames.Transforms[1].Header.FrameID != "base_link" || math.Abs(frames.Transforms[1].Transform.Translation.Y-.3) > 1e-3 {
		t.Errorf("frames %+v", frames)
	}
}

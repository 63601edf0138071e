package node

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// TestDepthIsThatOfTheCamerasOwnPicture wants of each pixel of a larger picture, through crop and resize, how far the room is from it.
func TestDepthIsThatOfTheCamerasOwnPicture(t *testing.T) {
	cameras, imagined, views, rig := threeMounted(t)
	seen := imagined.Cameras[0]
	// The camera's picture is twice as large and has 10 rows more above and below.
	info := &msgs.CameraInfo{Width: 200, Height: 180, K: [9]float64{2 * seen.FocalX, 0, 2*seen.CentreX + 0.5, 0, 2 * seen.FocalY, 2*seen.CentreY + 10.5, 0, 0, 1}}
	found, err := lens.Raw(info)
	if err != nil {
		t.Fatal(err)
	}
	views[0].Payload.info = info
	views[0].Payload.view = &lens.View{Camera: &found, Seen: &found, Mapping: pixels.Mapping{ScaleX: 2, ScaleY: 2, OffsetY: 10}}
	placer := newPlacer([]config.Camera{{Name: "front"}, {Name: "left"}, {Name: "back"}}, config.Scene{Frame: "imagined", TargetFrame: "base_link", Depth: true}, rig)
	if placed, err := placer.place(rigStamp, views, imagined); err != nil || !placed.metric {
		t.Fatalf("%+v, %v", placed, err)
	}
	if len(placer.made.depths) != 1 {
		t.Fatalf("%d depths of one calibrated camera", len(placer.made.depths))
	}
	made := placer.made.depths[0]
	if made.camera != 0 || made.header.FrameID != "front" || made.picture.Width != 200 || made.picture.Height != 180 {
		t.Fatalf("%+v", made)
	}
	at, known, worst := cameras["front"], 0, 0.0
	for i := range made.picture.Width * made.picture.Height {
		got := float64(math.Float32frombits(binary.LittleEndian.Uint32(made.picture.Data[4*i:])))
		x, y := i%200, i/200
		if inside := y >= 10 && y < 170; math.IsNaN(got) == inside {
			t.Fatalf("pixel %d, %d has the depth %v", x, y, got)
		} else if !inside {
			continue
		}
		known++
		ray, _ := found.Ray(float64(x), float64(y))
		want := wallAt(at.Translation, r3.Rotation(at.Rotation).Rotate(r3.Scale(1/ray.Z, ray)))
		worst = max(worst, math.Abs(got-want)/want)
	}
	if worst > 0.02 { // half a pixel of the model's picture
		t.Errorf("of %d pixels one is %.1f %% off", known, 100*worst)
	}
}

// TestOnlyTheNewestViewOfACameraBecomesItsDepth gives the front camera an earlier view, which sees what the left one does, and a frame on /tf.
func TestOnlyTheNewestViewOfACameraBecomesItsDepth(t *testing.T) {
	cameras, imagined, views, rig := threeMounted(t)
	realLenses(t, imagined, views)
	for i := range views {
		views[i].Payload.info = &msgs.CameraInfo{}
	}
	settings := config.Scene{Frame: "imagined", TargetFrame: "base_link", Depth: true, CameraFrames: true}
	placer := newPlacer([]config.Camera{{Name: "front"}, {Name: "left"}, {Name: "back"}}, settings, rig)
	place := func() []depthPicture {
		t.Helper()
		if placed, err := placer.place(rigStamp, views, imagined); err != nil || !placed.metric {
			t.Fatalf("%+v, %v", placed, err)
		}
		return placer.made.depths
	}
	want := slices.Clone(place()[0].picture.Data)
	views[1].Camera = views[0].Camera
	depths := place()
	if len(depths) != 2 || depths[0].header.FrameID != "front" || depths[1].header.FrameID != "back" || !slices.Equal(depths[0].picture.Data, want) {
		t.Errorf("%d depths, and the first is not that of the newest view: %+v", len(depths), depths[0].header)
	}
	frames := (&outputs{settings: settings}).framesOf(&placer.made).Transforms
	if len(frames) != 2 || frames[0].ChildFrameID != "imagined/front" || frames[1].ChildFrameID != "imagined/back" || math.Abs(frames[0].Transform.Translation.X-cameras["front"].Translation.X) > 1e-3 {
		t.Errorf("frames %+v", frames)
	}
	placer.made.cameras = slices.Delete(placer.made.cameras, 0, 1) // the newest view of the front camera has no place
	if frames := (&outputs{settings: settings}).framesOf(&placer.made).Transforms; len(frames) != 1 || frames[0].ChildFrameID != "imagined/back" {
		t.Errorf("frames without the newest view's %+v", frames)
	}
}

func TestDepthTopicsHaveNamesOfTopics(t *testing.T) {
	names, err := depthTopics([]config.Camera{{Name: "front cam"}, {Name: "stereo/left"}, {Name: "2"}})
	if err != nil || names[0] != "~/depth/front_cam" || names[1] != "~/depth/stereo/left" || names[2] != "~/depth/_2" {
		t.Errorf("%q, %v", names, err)
	}
	if _, err := depthTopics([]config.Camera{{Name: "a b"}, {Name: "a_b"}}); err == nil {
		t.Error("two cameras of one topic were taken")
	}
}

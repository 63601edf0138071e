package node

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// bent is of a camera of 64×48 pixels.
func bent() *msgs.CameraInfo {
	return &msgs.CameraInfo{
		Width: 64, Height: 48, DistortionModel: lens.PlumbBob, D: []float64{-0.3, 0.05, 0, 0, 0}, K: [9]float64{40, 0, 32, 0, 40, 24, 0, 0, 1},
		P: [12]float64{30, 0, 32, 0, 0, 30, 24, 0, 0, 0, 1, 0},
	}
}

func calibrationsOf(t *testing.T, undistort bool, cameras ...config.Camera) *calibrations {
	t.Helper()
	cfg := config.Config{Cameras: cameras}
	cfg.Rig.Undistort = undistort
	return newCalibrations(cfg)
}

func TestWhoseCalibrationIsTaken(t *testing.T) {
	own := &config.Intrinsics{Width: 64, Height: 48, Focal: []float64{50, 51}, Centre: []float64{31, 23}, Model: lens.Equidistant, Distortion: make([]float64, 4)}
	c := calibrationsOf(t, false, config.Camera{Name: "own", ImageTopic: "/a/image", Intrinsics: own}, config.Camera{Name: "raw", ImageTopic: "/direct/image"},
		config.Camera{Name: "rect", ImageTopic: "/c/image_rect_color"}, config.Camera{Name: "told", ImageTopic: "/d/image", Picture: config.PictureRectified})
	for i, want := range []float64{50, 40, 30, 30} {
		c.hear(i, bent())
		known := c.of(i, 64, 48)
		if known.failure != nil || known.lens.FocalX != want || known.seen != known.lens {
			t.Errorf("camera %d: %+v", i, known)
		}
	}
	if c.of(0, 64, 48).lens.IsStraight() {
		t.Error("the configured fisheye is straight")
	}
	before := c.of(1, 64, 48).lens
	if c.hear(1, bent()); c.of(1, 64, 48).lens != before {
		t.Error("the same info again is worked out again")
	}
	other := bent()
	other.K[0] = 41
	if c.hear(1, other); c.of(1, 64, 48).lens.FocalX != 41 {
		t.Error("another info is not taken")
	}
	if known := c.of(1, 63, 48); known.lens != nil || known.failure == nil || c.problem(1) != nil {
		t.Errorf("a picture of another size: %+v", known)
	}
}

func TestWhatCannotBeUndistortedIsSaid(t *testing.T) {
	c := calibrationsOf(t, true, config.Camera{Name: "a"}, config.Camera{Name: "b", InfoTopic: "/b/info"})
	for i, want := range []string{"camera a: pictures are to be undistorted (rig.undistort, rig.geometry), and it has neither info_topic nor intrinsics", "camera b, topic /b/info: no camera info came yet"} {
		if known := c.of(i, 64, 48); known.failure == nil || known.failure.Error() != want {
			t.Errorf("%v, want %q", known.failure, want)
		}
	}
	if known := calibrationsOf(t, false, config.Camera{Name: "a"}).of(0, 64, 48); known != (calibration{}) {
		t.Errorf("of a camera that need not be calibrated: %+v", known)
	}
}

// TestViewsAreUndistortedOnce has a bent camera, whose picture is straightened, and a pinhole, whose picture stays where it was decoded.
func TestViewsAreUndistortedOnce(t *testing.T) {
	cameras := []config.Camera{{Name: "bent", ImageTopic: "/a/image", InfoTopic: "/a/info"}, {Name: "pinhole", ImageTopic: "/b/image", InfoTopic: "/b/info"}}
	c := calibrationsOf(t, true, cameras...)
	straight := bent()
	straight.D, straight.P = nil, [12]float64{}
	c.hear(0, bent())
	c.hear(1, straight)
	var seen look
	thinker, err := newThinker(config.Config{Cameras: cameras}, c, newModel(t))
	if err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 64*48*3)
	for i := range data {
		data[i] = byte(128 + 100*math.Sin(float64(i)/300))
	}
	var frames []camera.Frame[*frame]
	for i := range cameras {
		frames = append(frames, camera.Frame[*frame]{Camera: i, Payload: &frame{image: msgs.Image{Width: 64, Height: 48, Encoding: "rgb8", Step: 192, Data: data}}})
	}
	var maps [2]*camera.Undistorter
	for i := range maps {
		if _, err := thinker.views(frames, &seen); err != nil {
			t.Fatal(err)
		}
		maps[i] = thinker.lookers.straighten[0].Undistorter
	}
	if maps[0] == nil || maps[0] != maps[1] || thinker.lookers.straighten[1].Undistorter != nil {
		t.Errorf("maps are worked out %v, and %v for a pinhole", maps, thinker.lookers.straighten[1])
	}
	known := c.of(0, 64, 48)
	var want pixels.Picture
	if err := camera.NewUndistorter(known.lens, known.seen).Undistort(&pixels.Picture{Width: 64, Height: 48, Pixels: data}, &want); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(seen.pictures[0].Pixels, want.Pixels) || bytes.Equal(want.Pixels, data) || !bytes.Equal(seen.pictures[1].Pixels, data) {
		t.Error("the pictures are not as they should be")
	}
	bentView, pinholeView := frames[0].Payload.view, frames[1].Payload.view
	if bentView.Seen == bentView.Camera || pinholeView.Seen != pinholeView.Camera || bentView.Mapping == (pixels.Mapping{}) {
		t.Errorf("views %+v, %+v", bentView, pinholeView)
	}
	x, y, ok := bentView.ToCamera(0, 0)
	if backX, backY, back := bentView.FromCamera(x, y); !ok || !back || math.Hypot(backX, backY) > 1e-7 {
		t.Errorf("the corner of the model's picture is at %g, %g, and that at %g, %g", x, y, backX, backY)
	}
}

// TestMountsAreTakenBeforeTheTree has a camera whose place the configuration tells, against what the tree says of its frame.
func TestMountsAreTakenBeforeTheTree(t *testing.T) {
	cfg := rigConfig(config.Scene{TargetFrame: "odom"})
	cfg.Cameras[0].Extrinsics = &config.Extrinsics{Frame: "base_link", XYZ: []float64{1, 0, 0.5}, RPY: []float64{-math.Pi / 2, 0, -math.Pi / 2}}
	cfg.Cameras[1].Extrinsics = &config.Extrinsics{Frame: "nowhere", XYZ: []float64{0, 0, 0}, Quaternion: []float64{0, 0, 0, 1}}
	r := newRig(cfg)
	moved := transforms("odom", 0, map[string]rigid.Transform{"base_link": {Rotation: rigid.FromRPY(0, 0, math.Pi/2), Translation: r3.Vec{X: 5}}, "front": rigid.Identity(), "back": rigid.Identity()})
	if err := r.hear(&moved, true); err != nil {
		t.Fatal(err)
	}
	at := func(index int, frameID string) (rigid.Transform, error) {
		return r.baseFromCamera(rigStamp, camera.Frame[*frame]{Camera: index, Payload: &frame{header: msgs.Header{FrameID: frameID}}})
	}
	front, err := at(0, "front")
	if ahead := front.Apply(r3.Vec{Z: 2}); err != nil || r3.Norm(r3.Sub(ahead, r3.Vec{X: 5, Y: 3, Z: 0.5})) > 1e-12 {
		t.Errorf("2 m ahead of the camera is at %v: %v", ahead, err)
	}
	if _, err := at(1, "front"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a mount in an unknown frame: %v", err)
	}
	if back, err := at(2, "back"); err != nil || r3.Norm(back.Translation) > 0 {
		t.Errorf("without a mount: %v, %v", back, err)
	}
}

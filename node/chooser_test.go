package node

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// sightConfig has cameras front, left, back and right.
func sightConfig(t *testing.T, views func(*config.Views)) config.Config {
	t.Helper()
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"front", "left", "back", "right"} {
		cfg.Cameras = append(cfg.Cameras, config.Camera{Name: name, ImageTopic: "/" + name})
	}
	cfg.Rig.FixedFrame = "odom"
	views(&cfg.Views)
	return cfg
}

// sight is a chooser with its robot's frames.
type sight struct {
	*chooser
	// reader gets back the frames that nobody holds.
	reader *frameReader
}

func newSight(t *testing.T, cfg config.Config) *sight {
	t.Helper()
	reader, err := newFrameReader(msgs.Image{}.ROSType(), cfg.Views)
	if err != nil {
		t.Fatal(err)
	}
	chooser, err := newChooser(cfg, newRig(cfg), newCalibrations(cfg), newModel(t))
	if err != nil {
		t.Fatal(err)
	}
	return &sight{chooser: chooser, reader: reader}
}

// momentAt has frames of some cameras, whose optical frames are called as the cameras.
func (s *sight) momentAt(stamp int64, cameras ...int) *moment {
	set := camera.ViewSet[*frame]{StampNanos: stamp}
	for _, index := range cameras {
		f := &frame{reader: s.reader, header: msgs.Header{Stamp: msgs.TimeFromNanos(stamp), FrameID: []string{"front", "left", "back", "right"}[index]}}
		set.Frames = append(set.Frames, camera.Frame[*frame]{Camera: index, StampNanos: stamp, Payload: f})
	}
	return newMoment(set)
}

// drive tells where the base is at a stamp.
func (s *sight) drive(t *testing.T, stamp int64, base rigid.Transform) {
	t.Helper()
	message := transforms("odom", stamp, map[string]rigid.Transform{"base_link": base})
	if err := s.rig.hear(&message, false); err != nil {
		t.Fatal(err)
	}
}

// seen writes views as camera@stamp.
func seen(m *moment) []string {
	var views []string
	for _, f := range m.frames {
		views = append(views, fmt.Sprintf("%d@%d", f.Camera, f.StampNanos/1e9))
	}
	return views
}

func ahead(x float64) rigid.Transform {
	return rigid.Transform{Rotation: quat.Number{Real: 1}, Translation: r3.Vec{X: x}}
}

// TestOneMovingCameraGivesSeveralViews drives 0.2 m a second.
func TestOneMovingCameraGivesSeveralViews(t *testing.T) {
	s := newSight(t, sightConfig(t, func(v *config.Views) { v.Policy, v.Translation, v.Maximum = config.PolicyKeyFrames, 0.35, 3 }))
	static := transforms("base_link", 0, mounted(0.3))
	if err := s.rig.hear(&static, true); err != nil {
		t.Fatal(err)
	}
	var latest *moment
	s.drive(t, 9e9, ahead(1.8))
	for second := int64(10); second <= 19; second++ {
		if latest != nil {
			latest.release()
		}
		latest = s.momentAt(second*1e9, 0)
		s.add(latest) // its transform comes after it
		s.drive(t, second*1e9, ahead(0.2*float64(second)))
	}
	chosen := s.choose(latest, nil)
	if got, want := seen(chosen), []string{"0@19", "0@18", "0@16"}; !slices.Equal(got, want) || chosen.stampNanos != 19e9 {
		t.Errorf("chose %v, want %v, at %d", got, want, chosen.stampNanos)
	}
	labels := []string{}
	th := thinker{names: []string{"front"}}
	for i, f := range chosen.frames {
		labels = append(labels, th.label(chosen.frames[:i], f))
	}
	if want := []string{"front", "front, 1.0 s earlier", "front, 3.0 s earlier"}; !slices.Equal(labels, want) {
		t.Errorf("labels %q", labels)
	}
	chosen.keep()
	latest.release()
	s.forget()
	if free := len(s.reader.free); free != 10-3 {
		t.Errorf("%d frames were given back while 3 of 10 are in use", free)
	}
	chosen.release()
	if free := len(s.reader.free); free != 10 {
		t.Errorf("%d of 10 frames were given back", free)
	}
	if counts := s.counts(); counts.Taken["first"] != 1 || counts.Taken["moved"] != 4 || counts.Dropped["near"] != 5 || counts.Dropped["replaced"] != 2 {
		t.Errorf("%+v", counts)
	}
}

func TestNamedCamerasAreChosenInTheirOrder(t *testing.T) {
	s := newSight(t, sightConfig(t, func(v *config.Views) {
		v.Policy, v.Translation, v.Rotation, v.Interval, v.Cameras = config.PolicyKeyFrames, 0, 0, time.Second, []string{"right"}
	}))
	earlier, latest := s.momentAt(10e9, 0, 1, 2, 3), s.momentAt(12e9, 0, 1, 3)
	s.add(earlier)
	s.add(latest)
	for _, c := range []struct{ cameras, want []string }{
		{nil, []string{"3@12", "3@10"}},
		{[]string{"left", "front"}, []string{"1@12", "0@12", "1@10", "0@10"}},
	} {
		indexes, err := camerasNamed(sightConfig(t, func(*config.Views) {}).Cameras, c.cameras)
		if err != nil {
			t.Fatal(err)
		}
		if got := seen(s.choose(latest, indexes)); !slices.Equal(got, c.want) {
			t.Errorf("%v: chose %v, want %v", c.cameras, got, c.want)
		}
	}
	s.chooser.most = 1 // fewer than the configuration names
	if got, want := seen(s.choose(latest, []int{3, 1})), []string{"3@12", "1@12"}; !slices.Equal(got, want) {
		t.Errorf("two named where there is room for one: chose %v, want %v", got, want)
	}
	s.chooser.cameras = []int{3, 1}
	if got, want := seen(s.choose(latest, nil)), []string{"3@12", "1@12"}; !slices.Equal(got, want) {
		t.Errorf("two configured where there is room for one: chose %v, want %v", got, want)
	}
	if q := (question{cameras: []int{2}, maximumAge: new(time.Duration)}); q.fits(latest, s.wanted(q.cameras), time.Now()) {
		t.Error("a question about the back fits a moment without it")
	}
}

// TestCamerasThatSeeMostAreChosen has four cameras, of which two look ahead, one left and one behind.
func TestCamerasThatSeeMostAreChosen(t *testing.T) {
	cfg := sightConfig(t, func(v *config.Views) { v.Maximum = 3 })
	cfg.Rig.FixedFrame = ""
	s := newSight(t, cfg)
	m := s.momentAt(10e9, 0, 1, 2, 3)
	if got := seen(s.choose(m, nil)); !slices.Equal(got, []string{"0@10", "1@10", "2@10"}) || !strings.Contains(s.problem, "the first 3 cameras") {
		t.Errorf("without frames it chose %v, because %s", got, s.problem)
	}
	cameras := mounted(0.1)
	cameras["right"] = cameras["left"]
	cameras["left"] = cameras["front"]
	static := transforms("base_link", 0, cameras)
	if err := s.rig.hear(&static, true); err != nil {
		t.Fatal(err)
	}
	if got := seen(s.choose(m, nil)); !slices.Equal(got, []string{"0@10", "2@10", "3@10"}) || s.problem != "" {
		t.Errorf("it chose %v: %s", got, s.problem)
	}
}

// TestCamerasThatSeeNothingAroundAreChosenToo has two that look outwards from outside the sphere.
func TestCamerasThatSeeNothingAroundAreChosenToo(t *testing.T) {
	s := newSight(t, sightConfig(t, func(v *config.Views) { v.Maximum = 1 }))
	static := transforms("base_link", 0, mounted(3.5))
	if err := s.rig.hear(&static, true); err != nil {
		t.Fatal(err)
	}
	s.drive(t, 10e9, ahead(0))
	if got := seen(s.choose(s.momentAt(10e9, 0, 2), nil)); !slices.Equal(got, []string{"0@10"}) || !strings.Contains(s.problem, "the first 1 cameras") {
		t.Errorf("it chose %v: %s", got, s.problem)
	}
}

func TestChoicesThatTheModelCannotTakeAreRefused(t *testing.T) {
	for want, views := range map[string]func(*config.Views){
		"views.maximum: 60":                 func(v *config.Views) { v.Maximum = 60 },
		`views.cameras: there is no camera`: func(v *config.Views) { v.Cameras = []string{"rear"} },
	} {
		cfg := sightConfig(t, views)
		if _, err := newChooser(cfg, newRig(cfg), newCalibrations(cfg), newModel(t)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
}

// TestViewsOfSeveralMomentsArePlacedEachByItsStamp has one camera that drives an arc and imagines where it was in another unit and frame. Where the robot
// was at the newest stamp is where the scene is put.
func TestViewsOfSeveralMomentsArePlacedEachByItsStamp(t *testing.T) {
	sceneFromOdom := rigid.Transform{Rotation: quat.Number(r3.NewRotation(2, r3.Unit(r3.Vec{X: 1, Y: 2, Z: -1}))), Translation: r3.Vec{X: 3, Y: -1, Z: 0.2}}
	const scale = 0.4
	mount := mounted(0.3)["front"]
	for _, target := range []string{"odom", "base_link"} {
		cfg := sightConfig(t, func(v *config.Views) { v.Policy = config.PolicyKeyFrames })
		cfg.Scene.TargetFrame = target
		s := newSight(t, cfg)
		static := transforms("base_link", 0, map[string]rigid.Transform{"front": mount})
		if err := s.rig.hear(&static, true); err != nil {
			t.Fatal(err)
		}
		var odomFromBase rigid.Transform
		var latest *moment
		var sceneFromCamera []rigid.Transform
		for second := int64(10); second < 14; second++ {
			turn := quat.Number(r3.NewRotation(float64(second)*20*math.Pi/180, r3.Vec{Z: 1}))
			odomFromBase = rigid.Transform{Rotation: turn, Translation: r3.Vec{X: 0.4 * float64(second), Y: -0.1 * float64(second*second)}}
			s.drive(t, second*1e9, odomFromBase)
			latest = s.momentAt(second*1e9, 0)
			s.add(latest)
			at := sceneFromOdom.After(odomFromBase.After(mount))
			at.Translation = r3.Scale(1/scale, at.Translation)
			sceneFromCamera = append([]rigid.Transform{at}, sceneFromCamera...)
		}
		var known []alignment.View
		chosen := s.choose(latest, nil)
		for i, view := range chosen.frames {
			baseFromCamera, err := s.rig.baseFromCamera(chosen.stampNanos, view)
			if err != nil {
				t.Fatal(err)
			}
			known = append(known, alignment.View{BaseFromCamera: baseFromCamera, SceneFromCamera: sceneFromCamera[i], Weight: 1})
		}
		found, err := alignment.Align(known, alignment.DefaultLimits())
		if err != nil || len(known) != 4 {
			t.Fatalf("%s: %d views: %v", target, len(known), err)
		}
		want := r3.Vec{X: 1, Y: 2, Z: 0.5} // a point of odom
		inScene := r3.Scale(1/scale, sceneFromOdom.Apply(want))
		if target == "base_link" {
			want = odomFromBase.Inverse().Apply(want)
		}
		if got := found.BaseFromScene.Apply(inScene); r3.Norm(r3.Sub(got, want)) > 1e-6 || math.Abs(found.BaseFromScene.Scale-scale) > 1e-9 {
			t.Errorf("%s: the point is at %v, not %v; scale %v", target, got, want, found.BaseFromScene.Scale)
		}
	}
}

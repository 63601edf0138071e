package node

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/selection"
	"github.com/thinker3d/thinker3d/config"
)

// chooser decides which views a question is about. One goroutine owns it.
type chooser struct {
	rig          *rig
	calibrations *calibrations
	// cameras are those of questions that name none; nil is all.
	cameras []int
	// most is how many views a question may be about, and modelMost how many the model takes.
	most, modelMost int
	// keys is nil unless key frames are kept.
	keys *selection.KeyFrames[*moment]
	// problem is why cameras were last not chosen by what they see.
	problem string
}

func newChooser(cfg config.Config, rig *rig, calibrations *calibrations, reasoner Reasoner) (*chooser, error) {
	model := reasoner.Bundle()
	c := &chooser{rig: rig, calibrations: calibrations, modelMost: model.Description.Views.Maximum}
	if cfg.Views.Maximum > c.modelMost {
		return nil, fmt.Errorf("views.maximum: %d, and bundle %s takes %d views at most", cfg.Views.Maximum, model.ID(), c.modelMost)
	}
	var err error
	if c.cameras, err = camerasNamed(cfg.Cameras, cfg.Views.Cameras); err != nil {
		return nil, fmt.Errorf("views.cameras: %w", err)
	}
	asked := len(c.cameras)
	if asked == 0 && cfg.Views.Maximum == 0 {
		asked = len(cfg.Cameras)
	}
	if asked > c.modelMost {
		return nil, fmt.Errorf("%d cameras, and bundle %s takes %d views at most: list those that matter under `cameras` or views.cameras, or set views.maximum", asked, model.ID(), c.modelMost)
	}
	if c.most = cfg.Views.Maximum; c.most == 0 {
		c.most = c.modelMost
	}
	if cfg.Views.Policy == config.PolicyKeyFrames {
		c.keys = selection.NewKeyFrames(rulesOf(cfg.Views, c.most), places{rig}, (*moment).release)
	}
	return c, nil
}

// rulesOf keeps at most as many key frames as there are views of a question, one of which is always the newest.
func rulesOf(v config.Views, most int) selection.Rules {
	return selection.Rules{
		TranslationMetres: v.Translation, RotationRadians: v.Rotation * math.Pi / 180,
		IntervalNanos: v.Interval.Nanoseconds(), WindowNanos: v.Window.Nanoseconds(), Most: most,
	}
}

// add shows it the newest moment, which stays its caller's.
func (c *chooser) add(m *moment) {
	if c.keys != nil {
		c.keys.Add(m.keep(), m.stampNanos)
	}
}

// remembers tells whether moments are of use that nothing is asked about.
func (c *chooser) remembers() bool { return c.keys != nil }

// forget lets go of earlier moments, as is needed when the time jumps back.
func (c *chooser) forget() {
	if c.keys != nil {
		c.keys.Reset()
	}
}

// wanted are the cameras of a question; nil is any.
func (c *chooser) wanted(cameras []int) []int {
	if len(cameras) == 0 {
		return c.cameras
	}
	return cameras
}

// choose gives the views of a question about the newest moment, or about some cameras of it, in their order; then come those of earlier moments,
// newest first. So the first view's camera and the newest stamp are of one moment. Nobody holds the result, whose parts are held elsewhere, yet.
func (c *chooser) choose(newest *moment, cameras []int) *moment {
	chosen := &moment{stampNanos: newest.stampNanos, parts: []*moment{newest}}
	cameras = c.wanted(cameras)
	most := max(c.most, len(cameras))
	if cameras == nil {
		chosen.frames = c.covering(newest.frames, most)
	} else {
		chosen.frames = framesOf(newest, cameras)
	}
	if c.keys == nil {
		return chosen
	}
	seen := camerasOf(chosen.frames)
	for _, earlier := range c.keys.Before(newest.stampNanos) {
		more := framesOf(earlier, seen)
		more = more[:min(len(more), most-len(chosen.frames))]
		if len(more) > 0 {
			chosen.frames, chosen.parts = append(chosen.frames, more...), append(chosen.parts, earlier)
		}
	}
	return chosen
}

// framesOf are a moment's frames of some cameras, in the cameras' order.
func framesOf(m *moment, cameras []int) []camera.Frame[*frame] {
	var found []camera.Frame[*frame]
	for _, index := range cameras {
		if place := slices.IndexFunc(m.frames, ofCamera(index)); place >= 0 {
			found = append(found, m.frames[place])
		}
	}
	return found
}

func camerasOf(views []camera.Frame[*frame]) []int {
	cameras := make([]int, len(views))
	for i, view := range views {
		cameras[i] = view.Camera
	}
	return cameras
}

// covering are at most so many of a moment's frames, those whose cameras together see most. Where it is not known what they see, or they see
// nothing around them, the first are taken.
func (c *chooser) covering(views []camera.Frame[*frame], most int) []camera.Frame[*frame] {
	if len(views) <= most {
		return slices.Clone(views)
	}
	viewers := make([]selection.Viewer, len(views))
	for i, view := range views {
		seenFrom, err := c.rig.cameraIn(c.rig.frameOf(views[0]), views[0].StampNanos, view)
		if err != nil {
			c.problem = fmt.Sprintf("the first %d cameras are taken, not those that see most: %v", most, err)
			return slices.Clone(views[:most])
		}
		viewers[i] = selection.Viewer{BaseFromCamera: seenFrom, Lens: c.lens(view.Camera)}
	}
	indexes, _ := selection.Cover(viewers, most)
	if len(indexes) == 0 {
		c.problem = fmt.Sprintf("the first %d cameras are taken: none sees anything of the sphere around them", most)
		return slices.Clone(views[:most])
	}
	c.problem = ""
	chosen := make([]camera.Frame[*frame], len(indexes))
	for i, index := range indexes {
		chosen[i] = views[index]
	}
	return chosen
}

func (c *chooser) lens(index int) selection.Lens {
	if known := c.calibrations.lens(index); known != nil {
		return known
	}
	return assumedLens{}
}

// assumedLens is that of a camera whose calibration is not known: a pinhole of 60° by 45°.
type assumedLens struct{}

// Pixel is in units of the focal length.
func (assumedLens) Pixel(ray r3.Vec) (x, y float64, ok bool) {
	return ray.X / ray.Z, ray.Y / ray.Z, ray.Z > 0
}

// Contains tells whether a place is in the picture.
func (assumedLens) Contains(x, y float64) bool {
	return math.Abs(x) <= math.Tan(30*math.Pi/180) && math.Abs(y) <= math.Tan(22.5*math.Pi/180)
}

// ViewCounts say what became of moments as key frames, by cause, and how many are kept.
type ViewCounts struct {
	Kept    int               `json:"kept"`
	Taken   map[string]uint64 `json:"taken"`
	Dropped map[string]uint64 `json:"dropped"`
}

// counts is nil unless key frames are kept.
func (c *chooser) counts() *ViewCounts {
	if c.keys == nil {
		return nil
	}
	counts := &ViewCounts{Kept: c.keys.Kept(), Taken: map[string]uint64{}, Dropped: map[string]uint64{}}
	for _, cause := range selection.Causes() {
		of := counts.Dropped
		if cause.Keeps() {
			of = counts.Taken
		}
		if n := c.keys.Count(cause); n > 0 {
			of[cause.String()] = n
		}
	}
	return counts
}

package node

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/frames"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// sightedPixels are those of a view that are compared with a range sensor.
const sightedPixels = 20_000

// scaleSource is what told the scale of a scene.
type scaleSource string

const (
	byBaseline      scaleSource = "the cameras' distances"
	byOdometry      scaleSource = "the way between moments"
	byGround        scaleSource = "the ground"
	byRange         scaleSource = "the range sensor"
	byShortBaseline scaleSource = "the cameras' distances, which are short"
)

// place finds how the scene of some views lies in the robot's frame. Points are some of the scene's.
func (r *rig) place(stampNanos int64, views []camera.Frame[*frame], imagined *scene.Scene, points []r3.Vec) (fit, error) {
	f, err := r.gather(stampNanos, views, imagined)
	if err != nil {
		return f, err
	}
	err = f.align()
	if err != nil && !withoutScale(err) || errors.Is(err, alignment.ErrNoAgreement) && !r.known {
		return f, err
	}
	r.distances = slices.Grow(r.distances[:0], len(points))
	if err == nil && !alignment.IsShort(f.baseFromScene, f.agreeing(), points, r.short, r.distances) {
		f.source = byBaseline
		if sameTwice(views) {
			f.source = byOdometry
		}
		return f, nil
	}
	problems := []error{err}
	for _, source := range []struct {
		name  scaleSource
		scale func() (float64, error)
		given bool
	}{
		{byGround, func() (float64, error) { return r.scaleFromGround(views, imagined, &f, points) }, r.ground != nil},
		{byRange, func() (float64, error) { return r.scaleFromRange(stampNanos, views, imagined, &f) }, r.ranger != nil},
	} {
		if !source.given {
			continue
		}
		scale, failure := source.scale()
		if failure == nil {
			f.source = source.name
			f.rescale(scale)
			return f, nil
		}
		problems = append(problems, failure)
	}
	if err == nil {
		f.source = byShortBaseline
		return f, nil
	}
	return f, errors.Join(problems...)
}

// scaleFromGround looks for the ground in the scene as it was imagined, or, where the real cameras are known, in what each sees; then it takes the middle one.
func (r *rig) scaleFromGround(views []camera.Frame[*frame], imagined *scene.Scene, f *fit, points []r3.Vec) (float64, error) {
	if !r.known {
		return alignment.ScaleFromGround(f.baseFromScene, f.agreeing(), points, *r.ground, r.distances)
	}
	level := alignment.Similarity{Rotation: rigid.Identity().Rotation, Scale: 1}
	var scales []float64
	var failure error
	for i, at := range f.cameras {
		if !at.known {
			continue
		}
		seen := sightedBy(views[i].Payload, imagined, i)
		for k := range seen {
			seen[k] = r3.Rotation(at.baseFromCamera.Rotation).Rotate(seen[k])
		}
		one := []alignment.View{{BaseFromCamera: at.baseFromCamera, SceneFromCamera: rigid.Identity(), Weight: 1}}
		scale, err := alignment.ScaleFromGround(level, one, seen, *r.ground, r.distances)
		if err == nil {
			scales = append(scales, scale)
		}
		failure = cmp.Or(failure, err)
	}
	if len(scales) == 0 {
		return 0, failure
	}
	slices.Sort(scales)
	return scales[len(scales)/2], nil
}

// scaleFromRange compares the depths of each view whose camera's place is known with what the range sensor measured at the time.
func (r *rig) scaleFromRange(stampNanos int64, views []camera.Frame[*frame], imagined *scene.Scene, f *fit) (float64, error) {
	measured, err := r.ranger.near(stampNanos)
	if err != nil {
		return 0, err
	}
	baseFromSensor, err := r.lookup(frames.Place{Frame: r.frame, StampNanos: stampNanos}, frames.Place{Frame: measured.frame, StampNanos: measured.stampNanos})
	if err != nil {
		return 0, fmt.Errorf("the range sensor: %w", err)
	}
	var sighted []alignment.Sighted
	for i, at := range f.cameras {
		if !at.known || at.left.Outlier && !r.known {
			continue
		}
		cameraFromSensor := at.baseFromCamera.Inverse().After(baseFromSensor)
		one := alignment.Sighted{Imagined: sightedBy(views[i].Payload, imagined, i)}
		for _, point := range measured.points {
			one.Measured = append(one.Measured, cameraFromSensor.Apply(point))
		}
		sighted = append(sighted, one)
	}
	return alignment.ScaleFromRange(sighted)
}

// sightedBy are some points of a view in its camera's optical frame: along the rays of the true lens, if that is known.
func sightedBy(from *frame, imagined *scene.Scene, view int) []r3.Vec {
	c, width, axis := &imagined.Cameras[view], imagined.Views.Width, r3.Vec{Z: 1}
	if from.view != nil {
		straight, _ := from.view.Straight()
		axis = straight.Axes[2]
	}
	depth, _ := imagined.Depth(view)
	var points []r3.Vec
	for at := 0; at < len(depth); at += max(1, len(depth)/sightedPixels) {
		if d := float64(depth[at]); d > 0 {
			column, row := float64(at%width), float64(at/width)
			ray := r3.Vec{X: (column - c.CentreX) / c.FocalX, Y: (row - c.CentreY) / c.FocalY, Z: 1}
			if from.view != nil {
				known, ok := from.view.Ray(column, row)
				along := r3.Dot(known, axis)
				if !ok || along <= 0 {
					continue
				}
				ray = r3.Scale(1/along, known)
			}
			points = append(points, r3.Scale(d, ray))
		}
	}
	return points
}

// sameTwice tells whether a camera has several views, of several moments.
func sameTwice(views []camera.Frame[*frame]) bool {
	seen := map[int]bool{}
	for _, view := range views {
		if seen[view.Camera] {
			return true
		}
		seen[view.Camera] = true
	}
	return false
}

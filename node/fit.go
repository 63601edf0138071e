package node

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// weighedPixels are those of a view that tell how sure it is.
const weighedPixels = 1000

// fit is how a scene lies in the robot's frame.
type fit struct {
	baseFromScene alignment.Similarity
	// source is what told the scale; empty if nothing did.
	source scaleSource
	// cameras has one for each view.
	cameras []fittedCamera
	// aligned are the views that were, and numbers which they are.
	aligned []alignment.View
	numbers []int
}

// fittedCamera is where a view's camera really was, if that is known, and how far off it was imagined.
type fittedCamera struct {
	known          bool
	baseFromCamera rigid.Transform
	left           alignment.Residual
}

// gather finds where the views' cameras were. Those that are not imagined or not in the tree are left out; if all are, the first reason is the error. A camera
// whose calibration is wrong is an error.
func (r *rig) gather(stampNanos int64, views []camera.Frame[*frame], imagined *scene.Scene) (fit, error) {
	f := fit{cameras: make([]fittedCamera, len(imagined.Cameras))}
	var failure error
	for i := range imagined.Cameras {
		if problem := views[i].Payload.problem; problem != nil {
			return f, problem
		}
		if imagined.Cameras[i].Width == 0 {
			continue
		}
		baseFromCamera, err := r.baseFromCamera(stampNanos, views[i])
		if err != nil {
			failure = cmp.Or(failure, err)
			continue
		}
		f.cameras[i] = fittedCamera{known: true, baseFromCamera: baseFromCamera}
		_, confidence := imagined.Depth(i)
		seenFrom := baseFromCamera.After(cameraFromPicture(views[i].Payload))
		f.aligned = append(f.aligned, alignment.View{BaseFromCamera: seenFrom, SceneFromCamera: sceneFromCamera(&imagined.Cameras[i]), Weight: weightOf(confidence)})
		f.numbers = append(f.numbers, i)
	}
	if len(f.aligned) == 0 {
		return f, fmt.Errorf("no camera's place is known: %w", cmp.Or(failure, errNothingImagined))
	}
	return f, nil
}

// cameraFromPicture turns the frame of the picture that the model sees, and imagines a camera for, into the camera's optical frame: they differ if it was rectified.
func cameraFromPicture(from *frame) rigid.Transform {
	if from.view == nil {
		return rigid.Identity()
	}
	straight, _ := from.view.Straight()
	x, y, z := straight.Axes[0], straight.Axes[1], straight.Axes[2]
	return rigid.Transform{Rotation: rigid.RotationOf([3][3]float64{{x.X, y.X, z.X}, {x.Y, y.Y, z.Y}, {x.Z, y.Z, z.Z}})}
}

// align finds the similarity; where an error is withoutScale, all but its scale.
func (f *fit) align() error {
	found, err := alignment.Align(f.aligned, alignment.DefaultLimits())
	f.baseFromScene = found.BaseFromScene
	for i, left := range found.Residuals {
		f.cameras[f.numbers[i]].left = left
	}
	return err
}

// agreeing are the aligned views that were not left out; all if each was.
func (f *fit) agreeing() []alignment.View {
	var some []alignment.View
	for i, view := range f.aligned {
		if !f.cameras[f.numbers[i]].left.Outlier {
			some = append(some, view)
		}
	}
	if len(some) == 0 {
		return f.aligned
	}
	return some
}

// rescale takes another scale, and what is left over with it.
func (f *fit) rescale(scale float64) {
	f.baseFromScene = f.baseFromScene.Rescale(f.agreeing(), scale)
	for i, view := range f.aligned {
		off := r3.Sub(f.baseFromScene.Pose(view.SceneFromCamera).Translation, view.BaseFromCamera.Translation)
		f.cameras[f.numbers[i]].left.CentreMetres = r3.Norm(off)
	}
}

// tell says how the scene was fitted, camera by camera; names are those of the views' cameras.
func (f *fit) tell(names []string) []diagnostic.KeyValue {
	if f.source == "" {
		return nil
	}
	values := []diagnostic.KeyValue{value("scale by", "%s", f.source), value("metres per unit", "%.4g", f.baseFromScene.Scale)}
	for i, camera := range f.cameras {
		if !camera.known {
			values = append(values, value("fit of "+names[i], "its place is not known"))
			continue
		}
		outlier := ""
		if camera.left.Outlier {
			outlier = ", left out"
		}
		values = append(values, value("fit of "+names[i], "%.2f°, %.3f m%s", camera.left.RotationRadians*180/math.Pi, camera.left.CentreMetres, outlier))
	}
	return values
}

// weightOf is the mean of a view's confidences, 1 if it has none.
func weightOf(confidence []float32) float64 {
	var sum float64
	count := 0
	for i := 0; i < len(confidence); i += max(1, len(confidence)/weighedPixels) {
		if c := float64(confidence[i]); c > 0 && !math.IsInf(c, 0) {
			sum, count = sum+c, count+1
		}
	}
	if count == 0 {
		return 1
	}
	return sum / float64(count)
}

// withoutScale tells whether an error leaves a scene in a frame of its own, instead of keeping it back.
func withoutScale(err error) bool {
	return errors.Is(err, alignment.ErrNoBaseline) || errors.Is(err, alignment.ErrNoAgreement)
}

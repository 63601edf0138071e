// Package alignment finds how an imagined scene, whose unit and frame are its own, lies in the robot's frame.
package alignment

import (
	"math"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Similarity takes points of the scene into the robot's base frame: turned, scaled to metres, moved.
type Similarity struct {
	Rotation    quat.Number
	Scale       float64 // metres for one unit of the scene
	Translation r3.Vec
}

// Apply moves a point of the scene.
func (s Similarity) Apply(point r3.Vec) r3.Vec {
	return r3.Add(r3.Scale(s.Scale, r3.Rotation(s.Rotation).Rotate(point)), s.Translation)
}

// Axes are what a unit along x, y and z of the scene becomes: for many points, p is at x·axes[0] + y·axes[1] + z·axes[2] + Translation.
func (s Similarity) Axes() [3]r3.Vec {
	turn := r3.Rotation(s.Rotation)
	return [3]r3.Vec{r3.Scale(s.Scale, turn.Rotate(r3.Vec{X: 1})), r3.Scale(s.Scale, turn.Rotate(r3.Vec{Y: 1})), r3.Scale(s.Scale, turn.Rotate(r3.Vec{Z: 1}))}
}

// Pose moves a camera of the scene.
func (s Similarity) Pose(sceneFromCamera rigid.Transform) rigid.Transform {
	return rigid.Transform{Rotation: quat.Mul(s.Rotation, sceneFromCamera.Rotation), Translation: s.Apply(sceneFromCamera.Translation)}
}

// finite tells whether it can be applied.
func (s Similarity) finite() bool {
	sum := quat.Abs(s.Rotation) + s.Scale + r3.Norm(s.Translation)
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

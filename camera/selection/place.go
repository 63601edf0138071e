package selection

import (
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

// Place is where one camera of a moment was, in a frame that does not move with the robot.
type Place struct {
	Camera          int
	FixedFromCamera rigid.Transform
}

// Places says where the cameras of a moment were, as far as that is known, and whether more may become known.
type Places[M any] interface {
	Of(moment M) (known []Place, waiting bool)
}

// apart says in which way some camera that is in both lists has gone from one to the other, if any has.
func (r Rules) apart(before, now []Place) (why Cause, far bool) {
	for _, a := range before {
		for _, b := range now {
			if a.Camera != b.Camera {
				continue
			}
			from, to := a.FixedFromCamera, b.FixedFromCamera
			if r.TranslationMetres > 0 && r3.Norm(r3.Sub(to.Translation, from.Translation)) >= r.TranslationMetres {
				return Moved, true
			}
			if r.RotationRadians > 0 && rigid.Angle(quat.Mul(to.Rotation, quat.Conj(from.Rotation))) >= r.RotationRadians {
				return Turned, true
			}
		}
	}
	return 0, false
}

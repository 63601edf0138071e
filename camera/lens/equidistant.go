package lens

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

const maximumAngle = 175 * math.Pi / 180 // off the axis, of a fisheye's rays

// equidistant is Kannala and Brandt (2006) with four numbers, OpenCV's fisheye: the distance from the middle follows the angle off the axis.
type equidistant struct {
	k                [4]float64
	limit, limitBent float64
}

func newEquidistant(k [4]float64) *equidistant {
	e := &equidistant{k: k}
	e.limit = risesUpTo(maximumAngle, func(angle float64) float64 {
		u := angle * angle
		return 1 + u*(3*k[0]+u*(5*k[1]+u*(7*k[2]+u*9*k[3])))
	})
	e.limitBent = e.radial(e.limit)
	return e
}

func (e *equidistant) radial(angle float64) float64 {
	u := angle * angle
	return angle * (1 + u*(e.k[0]+u*(e.k[1]+u*(e.k[2]+u*e.k[3]))))
}

func (e *equidistant) bend(ray r3.Vec) (float64, float64, bool) {
	aside := math.Hypot(ray.X, ray.Y)
	angle := math.Atan2(aside, ray.Z)
	switch {
	case !(angle <= e.limit) || aside == 0 && ray.Z <= 0:
		return 0, 0, false
	case aside == 0:
		return 0, 0, true
	}
	bent := e.radial(angle)
	return ray.X / aside * bent, ray.Y / aside * bent, true
}

func (e *equidistant) unbend(x, y float64) (r3.Vec, bool) {
	bent := math.Hypot(x, y)
	switch {
	case !(bent <= e.limitBent):
		return r3.Vec{}, false
	case bent == 0:
		return r3.Vec{Z: 1}, true
	}
	aside, ahead := math.Sincos(invert(e.radial, e.limit, bent))
	return r3.Vec{X: x / bent * aside, Y: y / bent * aside, Z: ahead}, true
}

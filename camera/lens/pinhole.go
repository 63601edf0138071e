package lens

import "gonum.org/v1/gonum/spatial/r3"

// pinhole bends nothing.
type pinhole struct{}

func (pinhole) bend(ray r3.Vec) (x, y float64, ok bool) {
	if !(ray.Z > 0) {
		return 0, 0, false
	}
	return ray.X / ray.Z, ray.Y / ray.Z, true
}

func (pinhole) unbend(x, y float64) (r3.Vec, bool) { return r3.Vec{X: x, Y: y, Z: 1}, true }

package lens

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

const (
	maximumTangent = 57.3  // 89° off the axis
	unbentWithin   = 1e-12 // how exactly the plane's point is met, as a share of the distance 1
	turns          = 30    // of Newton's method at most
)

// polynomial is plumb_bob (Brown 1966: k1 to k3, p1, p2) and rational_polynomial (k4 to k6 below the line), as OpenCV writes them.
type polynomial struct {
	above, below [3]float64
	p1, p2       float64
	// limit is how far off the axis, as a tangent, the lens bends rays further out the further out they are; beyond it the formula folds the
	// picture over itself.
	limit, limitBent float64
}

func newPolynomial(k [6]float64, p1, p2 float64) *polynomial {
	p := &polynomial{above: [3]float64(k[:3]), below: [3]float64(k[3:]), p1: p1, p2: p2}
	p.limit = risesUpTo(maximumTangent, func(r float64) float64 {
		s, slope, ok := p.factor(r * r)
		if !ok {
			return -1
		}
		return s + 2*r*r*slope
	})
	p.limitBent = p.radial(p.limit)
	return p
}

// factor is by how much a point at a squared distance u is moved out, and that factor's derivative by u.
func (p *polynomial) factor(u float64) (s, slope float64, ok bool) {
	above, below := 1+u*(p.above[0]+u*(p.above[1]+u*p.above[2])), 1+u*(p.below[0]+u*(p.below[1]+u*p.below[2]))
	if !(below > 0) {
		return 0, 0, false
	}
	aboveSlope, belowSlope := p.above[0]+u*(2*p.above[1]+3*u*p.above[2]), p.below[0]+u*(2*p.below[1]+3*u*p.below[2])
	return above / below, (aboveSlope*below - above*belowSlope) / (below * below), true
}

func (p *polynomial) radial(r float64) float64 {
	s, _, _ := p.factor(r * r)
	return r * s
}

// move bends a point of the plane.
func (p *polynomial) move(x, y float64) (float64, float64) {
	u := x*x + y*y
	s, _, _ := p.factor(u)
	return x*s + 2*p.p1*x*y + p.p2*(u+2*x*x), y*s + p.p1*(u+2*y*y) + 2*p.p2*x*y
}

func (p *polynomial) bend(ray r3.Vec) (float64, float64, bool) {
	if !(ray.Z > 0) {
		return 0, 0, false
	}
	x, y := ray.X/ray.Z, ray.Y/ray.Z
	if x*x+y*y > p.limit*p.limit {
		return 0, 0, false
	}
	x, y = p.move(x, y)
	return x, y, true
}

// unbend first inverts the radial part, which rises, and from there the whole by Newton's method.
func (p *polynomial) unbend(bentX, bentY float64) (r3.Vec, bool) {
	bent := math.Hypot(bentX, bentY)
	if bent == 0 {
		return r3.Vec{Z: 1}, true
	}
	share := invert(p.radial, p.limit, min(bent, p.limitBent)) / bent
	x, y := bentX*share, bentY*share
	for range turns {
		u := x*x + y*y
		s, slope, _ := p.factor(u)
		atX, atY := p.move(x, y)
		missX, missY := bentX-atX, bentY-atY
		if math.Hypot(missX, missY) <= unbentWithin*max(1, bent) {
			return r3.Vec{X: x, Y: y, Z: 1}, u <= p.limit*p.limit
		}
		xx := s + 2*x*x*slope + 2*p.p1*y + 6*p.p2*x
		yy := s + 2*y*y*slope + 6*p.p1*y + 2*p.p2*x
		xy := 2*x*y*slope + 2*p.p1*x + 2*p.p2*y
		area := xx*yy - xy*xy
		if area == 0 {
			break
		}
		x, y = x+(yy*missX-xy*missY)/area, y+(xx*missY-xy*missX)/area
	}
	return r3.Vec{}, false
}

package alignment

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"
)

// wallBefore are points of a wall with steps, as a camera sees it, each with an error in its depth.
func wallBefore(r *rand.Rand, count int, share float64) []r3.Vec {
	var points []r3.Vec
	for range count {
		x, y := 2*r.Float64()-1, 0.6*r.Float64()-0.3
		depth := (3 + math.Floor(3*x)) * (1 + share*r.NormFloat64())
		points = append(points, r3.Vec{X: x * depth, Y: y * depth, Z: depth})
	}
	return points
}

func TestScaleFromRange(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, want := range []float64{0.1, 1, 7} {
		var views []Sighted
		for range 3 {
			view := Sighted{Imagined: wallBefore(r, 4000, 0.02), Measured: wallBefore(r, 60, 0.005)}
			for i := range view.Imagined {
				view.Imagined[i] = r3.Scale(1/want, view.Imagined[i])
			}
			for i := range 15 { // a quarter sees what the camera does not
				view.Measured[i] = r3.Scale(0.2+r.Float64(), view.Measured[i])
			}
			views = append(views, view)
		}
		scale, err := ScaleFromRange(views)
		if err != nil || math.Abs(scale/want-1) > 0.02 {
			t.Errorf("scale %g, want %g: %v", scale, want, err)
		}
	}
}

func TestScaleFromRangeRefuses(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	contrary := wallBefore(r, 200, 0)
	for i := range contrary {
		contrary[i] = r3.Scale(math.Exp(2*r.NormFloat64()), contrary[i])
	}
	behind := wallBefore(r, 200, 0)
	for i := range behind {
		behind[i] = r3.Scale(-1, behind[i])
	}
	for name, view := range map[string]Sighted{
		"nothing":      {},
		"few":          {Imagined: wallBefore(r, 4000, 0), Measured: wallBefore(r, 10, 0)},
		"contrary":     {Imagined: wallBefore(r, 4000, 0), Measured: contrary},
		"behind":       {Imagined: wallBefore(r, 4000, 0), Measured: behind},
		"not a number": {Imagined: []r3.Vec{{X: math.NaN(), Z: 1}, {Z: math.NaN()}, {Z: math.Inf(1)}}, Measured: []r3.Vec{{Z: math.NaN()}}},
	} {
		if scale, err := ScaleFromRange([]Sighted{view}); !errors.Is(err, ErrNoRange) {
			t.Errorf("%s: %g, %v", name, scale, err)
		}
	}
}

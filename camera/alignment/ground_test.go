package alignment

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// room are points of a floor of 6 m by 6 m, of walls and of a table, in the base frame, each with an error.
func room(r *rand.Rand, metres float64) []r3.Vec {
	var points []r3.Vec
	for range 2000 {
		floor := r3.Vec{X: 6*r.Float64() - 3, Y: 6*r.Float64() - 3}
		wall := r3.Vec{X: 3, Y: 6*r.Float64() - 3, Z: 2.5 * r.Float64()}
		table := r3.Vec{X: r.Float64(), Y: 1 + r.Float64(), Z: 0.7}
		for _, point := range []r3.Vec{floor, wall, table, {X: wall.Y, Y: -3, Z: wall.Z}} {
			points = append(points, r3.Add(point, vector(r, metres/math.Sqrt(3))))
		}
	}
	return points
}

func TestScaleFromGround(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		want := truth(r)
		views := imagined(r, ring(4, 0.12), want, 0.5*degree, 0.01)
		points := room(r, 0.05)
		back := quat.Conj(want.Rotation)
		for i, point := range points {
			points[i] = r3.Rotation(back).Rotate(r3.Scale(1/want.Scale, r3.Sub(point, want.Translation)))
		}
		found, err := Align(views, DefaultLimits())
		if err != nil && !errors.Is(err, ErrNoBaseline) {
			t.Fatal(err)
		}
		scale, err := ScaleFromGround(found.BaseFromScene, views, points, 0, nil)
		if err != nil || math.Abs(scale/want.Scale-1) > 0.03 {
			t.Errorf("scale %g, want %g: %v", scale, want.Scale, err)
		}
	}
}

func TestScaleFromGroundRefuses(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	same := Similarity{Rotation: quat.Number{Real: 1}, Scale: 1}
	views := imagined(r, ring(4, 1), same, 0, 0)
	above := room(r, 0)
	for i := range above {
		above[i].Z += 5
	}
	if _, err := ScaleFromGround(same, views, above, 0, nil); !errors.Is(err, ErrNoGround) {
		t.Errorf("nothing below: %v", err)
	}
	if _, err := ScaleFromGround(same, views, room(r, 0), 2, nil); err == nil {
		t.Error("cameras below the ground give a scale")
	}
}

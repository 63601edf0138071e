package rigid

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

func random(r *rand.Rand) Transform {
	axis := r3.Unit(r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()})
	return Transform{
		Rotation:    quat.Number(r3.NewRotation(r.Float64()*2*math.Pi, axis)),
		Translation: r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()},
	}
}

func near(a, b r3.Vec) bool { return r3.Norm(r3.Sub(a, b)) < 1e-9 }

func TestTransformsGoTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a, b := random(r), random(r)
		point := r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()}
		if got := a.After(b).Apply(point); !near(got, a.Apply(b.Apply(point))) {
			t.Fatalf("a after b takes %v to %v", point, got)
		}
		if got := a.Inverse().Apply(a.Apply(point)); !near(got, point) {
			t.Fatalf("there and back takes %v to %v", point, got)
		}
		if got := a.Between(b, 0).Apply(point); !near(got, a.Apply(point)) {
			t.Fatalf("the beginning of the way takes %v to %v, want %v", point, got, a.Apply(point))
		}
		if got := a.Between(b, 1).Apply(point); !near(got, b.Apply(point)) {
			t.Fatalf("the end of the way takes %v to %v, want %v", point, got, b.Apply(point))
		}
	}
}

func TestHalfTheWayIsHalfTheTurn(t *testing.T) {
	left, right := r3.NewRotation(1.5, r3.Vec{Z: 1}), r3.NewRotation(-1.5, r3.Vec{Z: 1})
	for name, to := range map[string]quat.Number{"as given": quat.Number(right), "the same rotation with the other sign": quat.Scale(-1, quat.Number(right))} {
		half := Transform{Rotation: quat.Number(left)}.Between(Transform{Rotation: to, Translation: r3.Vec{X: 2}}, 0.5)
		if got := half.Apply(r3.Vec{X: 1}); !near(got, r3.Vec{X: 2}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		rotation    quat.Number
		translation r3.Vec
		fine        bool
	}{
		"a rotation":        {quat.Number{Real: 1.001}, r3.Vec{X: 1}, true},
		"no rotation":       {quat.Number{}, r3.Vec{}, false},
		"a long quaternion": {quat.Number{Real: 2}, r3.Vec{}, false},
		"NaN":               {quat.Number{Real: math.NaN()}, r3.Vec{}, false},
		"far away":          {quat.Number{Real: 1}, r3.Vec{Y: math.Inf(1)}, false},
		"nowhere":           {quat.Number{Real: 1}, r3.Vec{Z: math.NaN()}, false},
	} {
		got, err := New(c.rotation, c.translation)
		if (err == nil) != c.fine || c.fine && math.Abs(quat.Abs(got.Rotation)-1) > 1e-12 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestAngle(t *testing.T) {
	for _, want := range []float64{0, 1e-9, 0.3, 3, math.Pi} {
		rotation := quat.Number(r3.NewRotation(want, r3.Unit(r3.Vec{X: 1, Y: 2, Z: 3})))
		if got := Angle(rotation); math.Abs(got-want) > 1e-12 {
			t.Errorf("angle %v, want %v", got, want)
		}
		if got := Angle(quat.Scale(-1, rotation)); math.Abs(got-want) > 1e-12 {
			t.Errorf("of the other sign: angle %v, want %v", got, want)
		}
	}
}

func TestRotationOfAMatrix(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rotations := []quat.Number{{Real: 1}, {Imag: 1}, {Jmag: 1}, {Kmag: 1}} // half turns have no scalar part
	for range 100 {
		rotations = append(rotations, random(r).Rotation)
	}
	for _, want := range rotations {
		var matrix [3][3]float64
		for column, axis := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
			to := r3.Rotation(want).Rotate(axis)
			matrix[0][column], matrix[1][column], matrix[2][column] = to.X, to.Y, to.Z
		}
		if got := RotationOf(matrix); Angle(quat.Mul(got, quat.Conj(want))) > 1e-7 {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// TestFromRPY has the angles of a camera that looks ahead: its z axis is the frame's x axis, its x axis the right.
func TestFromRPY(t *testing.T) {
	optical := r3.Rotation(FromRPY(-math.Pi/2, 0, -math.Pi/2))
	for of, want := range map[r3.Vec]r3.Vec{{Z: 1}: {X: 1}, {X: 1}: {Y: -1}, {Y: 1}: {Z: -1}} {
		if got := optical.Rotate(of); !near(got, want) {
			t.Errorf("%v becomes %v, want %v", of, got, want)
		}
	}
	if got := r3.Rotation(FromRPY(0.1, 0.2, 0.3)).Rotate(r3.Vec{X: 1}); !near(got, r3.Vec{X: math.Cos(0.3) * math.Cos(0.2), Y: math.Sin(0.3) * math.Cos(0.2), Z: -math.Sin(0.2)}) {
		t.Errorf("x becomes %v", got)
	}
}

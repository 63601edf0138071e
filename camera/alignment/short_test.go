package alignment

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestIsShort has cameras 0.3 m around a middle from which most of the scene is 2 units of half a metre away.
func TestIsShort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	want := Similarity{Rotation: quat.Number{Real: 1}, Scale: 0.5}
	views := imagined(r, ring(4, 0.3), want, 0, 0)
	from := middle(views, sceneCentre)
	points := []r3.Vec{{X: 90}, {}, {}, {}, {}}
	for i := range 4 {
		points[i+1] = r3.Add(from, r3.Scale(2, r3.Unit(vector(r, 1))))
	}
	for share, short := range map[float64]bool{0.29: false, 0.31: true, 0: false} {
		if got := IsShort(want, views, points, share, nil); got != short {
			t.Errorf("with the share %g it is short: %t", share, got)
		}
	}
	if IsShort(want, views, nil, 1, nil) {
		t.Error("short beside nothing")
	}
}

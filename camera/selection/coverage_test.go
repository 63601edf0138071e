package selection

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

// cone is a lens that sees round about its axis.
type cone struct{ halfAngle float64 }

func (c cone) Pixel(ray r3.Vec) (x, y float64, ok bool) {
	return math.Atan2(math.Hypot(ray.X, ray.Y), ray.Z), 0, true
}

func (c cone) Contains(x, _ float64) bool { return x <= c.halfAngle }

func anyViewers(r *rand.Rand, count int) []Viewer {
	viewers := make([]Viewer, count)
	for i := range viewers {
		axis := r3.Unit(r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()})
		viewers[i] = Viewer{
			BaseFromCamera: rigid.Transform{
				Rotation:    quat.Number(r3.NewRotation(r.Float64()*2*math.Pi, axis)),
				Translation: r3.Vec{X: r.NormFloat64() / 2, Y: r.NormFloat64() / 2, Z: r.NormFloat64() / 2},
			},
			Lens: cone{0.2 + r.Float64()},
		}
	}
	return viewers
}

func shareOf(all []seen, chosen []int) float64 {
	union := make(seen, words)
	for _, i := range chosen {
		union = union.with(all[i])
	}
	return float64(union.count()) / coveragePoints
}

// TestNoOtherChoiceSeesMore holds the choice against every other of up to ten viewers.
func TestNoOtherChoiceSeesMore(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		count := 1 + r.IntN(10)
		viewers, most := anyViewers(r, count), 1+r.IntN(count)
		chosen, share := Cover(viewers, most)
		all := seenBy(viewers, around(viewers))
		if len(chosen) > most || !slices.IsSorted(chosen) || share != shareOf(all, chosen) {
			t.Fatalf("%d of %d: chose %v, which sees %v, not %v", most, count, chosen, shareOf(all, chosen), share)
		}
		for set := range uint(1) << count {
			if bits.OnesCount(set) > most {
				continue
			}
			var other []int
			for i := range count {
				if set>>i&1 != 0 {
					other = append(other, i)
				}
			}
			if better := shareOf(all, other); better > share {
				t.Fatalf("%d of %d: chose %v, which sees %v; %v sees %v", most, count, chosen, share, other, better)
			}
		}
	}
}

// TestManyViewersAreChosenFrom has more than can all be tried: the choice is at least as good as the greedy one, twice the same.
func TestManyViewersAreChosenFrom(t *testing.T) {
	viewers := anyViewers(rand.New(rand.NewPCG(5, 6)), 32)
	chosen, share := Cover(viewers, 8)
	again, _ := Cover(viewers, 8)
	if !slices.Equal(chosen, again) {
		t.Errorf("chose %v, then %v", chosen, again)
	}
	greedy := covering{most: 8, seen: seenBy(viewers, around(viewers))}
	greedy.greedy()
	if least := float64(greedy.bestCount) / coveragePoints; len(chosen) != 8 || share < least {
		t.Errorf("chose %v, which sees %v; the greedy choice sees %v", chosen, share, least)
	}
}

// TestOppositeCamerasAreChosen has four cameras that look ahead and one that looks back.
func TestOppositeCamerasAreChosen(t *testing.T) {
	viewers := make([]Viewer, 5)
	for i := range viewers {
		viewers[i] = Viewer{BaseFromCamera: rigid.Identity(), Lens: cone{0.6}}
	}
	viewers[3].BaseFromCamera.Rotation = quat.Number(r3.NewRotation(math.Pi, r3.Vec{X: 1}))
	chosen, share := Cover(viewers, 3)
	if !slices.Equal(chosen, []int{0, 3}) {
		t.Errorf("chose %v", chosen)
	}
	// Each cone is (1 − cos 0.6)/2 of the sphere.
	if want := 1 - math.Cos(0.6); math.Abs(share-want) > 0.005 {
		t.Errorf("it sees %v, want %v", share, want)
	}
}

func BenchmarkCover(b *testing.B) {
	viewers := anyViewers(rand.New(rand.NewPCG(5, 6)), 12)
	for b.Loop() {
		Cover(viewers, 6)
	}
}

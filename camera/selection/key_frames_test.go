package selection

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

const second = int64(1e9)

// drive is where a robot's camera was; places are known up to a stamp, and from then on perhaps later, if it says so.
type drive struct {
	places map[int64]rigid.Transform
	known  int64
	late   bool
}

func (d *drive) Of(stamp int64) ([]Place, bool) {
	if stamp > d.known {
		return nil, d.late
	}
	at, there := d.places[stamp]
	if !there {
		return nil, false
	}
	return []Place{{Camera: 0, FixedFromCamera: at}}, false
}

func at(x, degrees float64) rigid.Transform {
	return rigid.Transform{Rotation: quat.Number(r3.NewRotation(degrees*math.Pi/180, r3.Vec{Z: 1})), Translation: r3.Vec{X: x}}
}

// drove feeds a key frame keeper with moments a second apart.
func drove(rules Rules, places []rigid.Transform) *KeyFrames[int64] {
	way := &drive{places: map[int64]rigid.Transform{}, known: math.MaxInt64}
	keeper := NewKeyFrames(rules, way, func(int64) {})
	for i, place := range places {
		stamp := int64(i+1) * second
		way.places[stamp] = place
		keeper.Add(stamp, stamp)
	}
	return keeper
}

func secondsOf(moments []int64) []int64 {
	found := []int64{}
	for _, m := range moments {
		found = append(found, m/second)
	}
	return found
}

func TestKeyFramesAreKept(t *testing.T) {
	const far = 1000 * second
	straight := []rigid.Transform{at(0, 0), at(0.1, 0), at(0.2, 0), at(0.3, 0), at(0.5, 0), at(0.6, 0)}
	for name, c := range map[string]struct {
		rules  Rules
		places []rigid.Transform
		want   []int64
		counts map[Cause]uint64
	}{
		"it moves":       {Rules{TranslationMetres: 0.3, WindowNanos: far, Most: 8}, straight, []int64{6, 4, 1}, map[Cause]uint64{First: 1, Moved: 2, Near: 3}},
		"only some stay": {Rules{TranslationMetres: 0.3, WindowNanos: far, Most: 2}, straight, []int64{6, 4}, map[Cause]uint64{First: 1, Moved: 2, Near: 3, Replaced: 1}},
		"it turns": {Rules{TranslationMetres: 0.3, RotationRadians: 0.5, WindowNanos: far, Most: 8},
			[]rigid.Transform{at(0, 0), at(0, 20), at(0, 40), at(0, -10), at(0, -30)}, []int64{5, 3, 1}, map[Cause]uint64{First: 1, Turned: 2, Near: 2}},
		"it turns to and fro": {Rules{RotationRadians: 0.5, WindowNanos: far, Most: 8},
			[]rigid.Transform{at(0, 0), at(0, 40), at(0, 0), at(0, 40), at(0, 0)}, []int64{2, 1}, map[Cause]uint64{First: 1, Turned: 1, Near: 3}},
		"it turns without need": {Rules{TranslationMetres: 0.3, WindowNanos: far, Most: 8}, []rigid.Transform{at(0, 0), at(0, 90)}, []int64{1}, map[Cause]uint64{First: 1, Near: 1}},
		"it stands":             {Rules{TranslationMetres: 0.3, IntervalNanos: 2 * second, WindowNanos: far, Most: 8}, make([]rigid.Transform, 5), []int64{5, 3, 1}, map[Cause]uint64{First: 1, Timed: 2, Near: 2}},
		"nobody knows where":    {Rules{TranslationMetres: 0.3, IntervalNanos: 2 * second, WindowNanos: far, Most: 8}, nil, []int64{}, nil},
		"what is old goes":      {Rules{TranslationMetres: 0.3, WindowNanos: 3 * second, Most: 8}, straight, []int64{6, 4}, map[Cause]uint64{First: 1, Moved: 2, Near: 3, Expired: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			keeper := drove(c.rules, c.places)
			if got := secondsOf(keeper.Before(int64(len(c.places)+1) * second)); !slices.Equal(got, c.want) {
				t.Errorf("kept %v, want %v", got, c.want)
			}
			if got := keeper.Before(second); len(got) > 0 {
				t.Errorf("%v are before the first", got)
			}
			for _, cause := range Causes() {
				if got := keeper.Count(cause); got != c.counts[cause] {
					t.Errorf("%d %s, want %d", got, cause, c.counts[cause])
				}
			}
		})
	}
}

// TestPlacesMayComeLater has moments whose places become known after them, or never.
func TestPlacesMayComeLater(t *testing.T) {
	way := &drive{places: map[int64]rigid.Transform{}, known: 0, late: true}
	keeper := NewKeyFrames(Rules{TranslationMetres: 0.3, WindowNanos: 100 * second, Most: 8}, way, func(int64) {})
	add := func(stamp int64, x float64) {
		way.places[stamp] = at(x, 0)
		keeper.Add(stamp, stamp)
	}
	add(second, 0)
	add(2*second, 1)
	add(2*second+pendingSpacingNanos/2, 1)
	if got := keeper.Before(3 * second); len(got) > 0 || keeper.Count(Crowded) != 1 {
		t.Errorf("%v are kept, and %d were crowded", got, keeper.Count(Crowded))
	}
	way.known = 2 * second
	if got := keeper.Before(3 * second); !slices.Equal(got, []int64{2 * second, second}) {
		t.Errorf("kept %v", got)
	}
	for i := range int64(maximumPending + 2) {
		add((3+i)*second, float64(2+i))
	}
	if keeper.Count(Unplaced) != 2 {
		t.Errorf("%d were given up", keeper.Count(Unplaced))
	}
	add(second, 0) // the stamps begin anew
	if keeper.Count(Forgotten) != 2+maximumPending || keeper.Kept() != 1 {
		t.Errorf("%d were forgotten, %d are kept", keeper.Count(Forgotten), keeper.Kept())
	}
}

// TestEachMomentIsReleasedOnce drives at random, and checks what is kept against the rules.
func TestEachMomentIsReleasedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		rules := Rules{
			TranslationMetres: r.Float64(), RotationRadians: r.Float64(), WindowNanos: 1 + r.Int64N(20*second), Most: 1 + r.IntN(5),
		}
		way := &drive{places: map[int64]rigid.Transform{}, late: r.IntN(2) == 0}
		released := map[int64]int{}
		keeper := NewKeyFrames(rules, way, func(moment int64) { released[moment]++ })
		x, degrees, stamp := 0.0, 0.0, int64(0)
		given := 0
		for range 50 {
			stamp += 1 + r.Int64N(second)
			x, degrees = x+r.NormFloat64()*0.4, degrees+r.NormFloat64()*20
			way.places[stamp] = at(x, degrees)
			way.known = max(way.known, stamp-r.Int64N(2*second))
			keeper.Add(stamp, stamp)
			given++
			kept := keeper.Before(stamp + 1)
			if len(kept) > rules.Most {
				t.Fatalf("%d are kept, more than %d", len(kept), rules.Most)
			}
			for i, a := range kept {
				if released[a] > 0 || stamp+1-a > rules.WindowNanos {
					t.Fatalf("%d is kept at %d, released %d times", a, stamp, released[a])
				}
				for _, b := range kept[:i] {
					if _, far := rules.apart([]Place{{0, way.places[b]}}, []Place{{0, way.places[a]}}); !far {
						t.Fatalf("%d and %d are too near", a, b)
					}
				}
			}
		}
		keeper.Reset()
		if len(released) != given {
			t.Fatalf("%d of %d were released", len(released), given)
		}
		for moment, times := range released {
			if times != 1 {
				t.Fatalf("%d was released %d times", moment, times)
			}
		}
	}
}

func TestCausesHaveNames(t *testing.T) {
	names := map[string]bool{}
	for _, cause := range Causes() {
		names[cause.String()] = true
	}
	if len(names) != len(Causes()) || names["unknown"] || fmt.Sprint(Cause(-1)) != "unknown" {
		t.Errorf("%v", names)
	}
}

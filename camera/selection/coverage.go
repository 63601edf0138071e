package selection

import (
	"math"
	"math/bits"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

const (
	// coveragePoints is how many points around the robot are asked for: each stands for a 2,000th of all directions.
	coveragePoints = 2000
	// coverageDistanceMetres is how far from the middle of the cameras they lie.
	coverageDistanceMetres = 3
	// maximumTries bounds the search; what it would find beyond is left to the best found by then.
	maximumTries = 20_000
)

// Lens says where in its picture a camera sees a direction: its own axes, z ahead and x right.
type Lens interface {
	Pixel(ray r3.Vec) (x, y float64, ok bool)
	Contains(x, y float64) bool
}

// Viewer is a camera that may be chosen.
type Viewer struct {
	BaseFromCamera rigid.Transform
	Lens           Lens
}

// Cover chooses at most `most` of the viewers, in their order: those that together see the largest share of what is around them,
// which it gives too. A viewer that adds nothing is left out; if none sees anything, none is chosen. What lies in between is not thought of: a camera sees through walls.
func Cover(viewers []Viewer, most int) (chosen []int, share float64) {
	c := covering{most: most, seen: seenBy(viewers, around(viewers))}
	c.greedy()
	c.search(0, nil, make(seen, words))
	return c.best, float64(c.bestCount) / coveragePoints
}

const words = (coveragePoints + 63) / 64

// seen has a bit for each point.
type seen []uint64

func (s seen) count() int {
	sum := 0
	for _, word := range s {
		sum += bits.OnesCount64(word)
	}
	return sum
}

// gain is how many points more are seen with another's.
func (s seen) gain(other seen) int {
	sum := 0
	for i, word := range s {
		sum += bits.OnesCount64(other[i] &^ word)
	}
	return sum
}

func (s seen) with(other seen) seen {
	both := slices.Clone(s)
	for i, word := range other {
		both[i] |= word
	}
	return both
}

// around are points on a sphere about the middle of the cameras, spread evenly (a spiral with the golden angle).
func around(viewers []Viewer) []r3.Vec {
	middle := r3.Vec{}
	for _, v := range viewers {
		middle = r3.Add(middle, r3.Scale(1/float64(len(viewers)), v.BaseFromCamera.Translation))
	}
	points := make([]r3.Vec, coveragePoints)
	golden := math.Pi * (3 - math.Sqrt(5))
	for i := range points {
		height := 1 - (2*float64(i)+1)/coveragePoints
		across, turn := math.Sqrt(1-height*height), golden*float64(i)
		points[i] = r3.Add(middle, r3.Scale(coverageDistanceMetres, r3.Vec{X: across * math.Cos(turn), Y: across * math.Sin(turn), Z: height}))
	}
	return points
}

func seenBy(viewers []Viewer, points []r3.Vec) []seen {
	all := make([]seen, len(viewers))
	for i, v := range viewers {
		all[i] = make(seen, words)
		cameraFromBase := v.BaseFromCamera.Inverse()
		for j, point := range points {
			if x, y, ok := v.Lens.Pixel(cameraFromBase.Apply(point)); ok && v.Lens.Contains(x, y) {
				all[i][j/64] |= 1 << (j % 64)
			}
		}
	}
	return all
}

// covering is a search for the best choice.
type covering struct {
	most      int
	seen      []seen
	best      []int
	bestCount int
	tries     int
}

// greedy begins with the viewer that sees most, and adds the one that adds most. It sees at least 1 − 1/e of the best (Nemhauser, Wolsey
// and Fisher 1978).
func (c *covering) greedy() {
	union := make(seen, words)
	for len(c.best) < c.most {
		next, most := -1, 0
		for i, s := range c.seen {
			if gain := union.gain(s); gain > most {
				next, most = i, gain
			}
		}
		if next < 0 {
			break
		}
		union, c.best = union.with(c.seen[next]), append(c.best, next)
	}
	slices.Sort(c.best)
	c.bestCount = union.count()
}

// search tries what may be added to a choice from a viewer on, and leaves out what cannot become better than the best so far: what
// several viewers add is never more than the sum of what each adds alone.
func (c *covering) search(from int, choice []int, union seen) {
	c.tries++
	count, room := union.count(), c.most-len(choice)
	if count > c.bestCount {
		c.best, c.bestCount = slices.Clone(choice), count
	}
	if room == 0 || c.tries > maximumTries {
		return
	}
	gains := make([]int, 0, len(c.seen))
	for _, s := range c.seen[from:] {
		gains = append(gains, union.gain(s))
	}
	for i := range gains {
		if count+sumOfGreatest(gains[i:], room) <= c.bestCount {
			return
		}
		if gains[i] > 0 {
			c.search(from+i+1, append(slices.Clone(choice), from+i), union.with(c.seen[from+i]))
		}
	}
}

func sumOfGreatest(numbers []int, count int) int {
	sorted := slices.Clone(numbers)
	slices.Sort(sorted)
	sum := 0
	for _, n := range sorted[max(0, len(sorted)-count):] {
		sum += n
	}
	return sum
}

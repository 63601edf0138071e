package suite

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// Distance expects the right scale: To is a place on a surface that is seen from From, both in metres in scene.target_frame. The points
// within so many degrees of that line must lie as far from From as To does; the middle one of their distances is taken.
type Distance struct {
	From vector `yaml:"from"`
	To   vector `yaml:"to"`
	// Error is the most by which it may be wrong, as a share of the true distance.
	Error float64 `yaml:"error"`
	// Within is in degrees; 0 is 3.
	Within float64 `yaml:"within"`
}

const (
	defaultWithin = 3
	// leastPoints is how many points a distance is taken from.
	leastPoints = 5
)

func (d *Distance) check() error {
	if d.Within == 0 {
		d.Within = defaultWithin
	}
	if !d.From.finite() || !d.To.finite() || d.From == d.To || !(d.Error > 0) || !(d.Within > 0 && d.Within < 90) {
		return errors.New("scale: needs from and to as two different places [x, y, z], an error above 0, and within below 90 degrees")
	}
	return nil
}

func (d *Distance) judge(seen observation) Verdict {
	expectation := fmt.Sprintf("a scale error of %.3g %% at most from %v to %v", 100*d.Error, d.From, d.To)
	if err := seen.needMetres(); err != nil {
		return verdictOf(expectation, err)
	}
	from, line := d.From.vec(), r3.Sub(d.To.vec(), d.From.vec())
	least := math.Cos(d.Within * math.Pi / 180)
	var lengths []float64
	for _, p := range seen.cloud.points {
		toward := r3.Sub(p, from)
		if length := r3.Norm(toward); length > 0 && r3.Dot(toward, line) >= least*length*r3.Norm(line) {
			lengths = append(lengths, length)
		}
	}
	if len(lengths) < leastPoints {
		return verdictOf(expectation, fmt.Errorf("%d points lie that way, and %d are needed", len(lengths), leastPoints))
	}
	slices.Sort(lengths)
	var err error
	if found := lengths[len(lengths)/2]/r3.Norm(line) - 1; math.Abs(found) > d.Error {
		err = fmt.Errorf("it is %+.1f %%", 100*found)
	}
	return verdictOf(expectation, err)
}

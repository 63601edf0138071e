package suite

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/spatial/r3"
)

// Box expects an obstacle: at least Points points of the scene between two corners, in metres in scene.target_frame.
type Box struct {
	From vector `yaml:"from"`
	To   vector `yaml:"to"`
	// Points is how many make an obstacle; 0 is 10.
	Points int `yaml:"points"`
}

const defaultObstacle = 10

func (b *Box) check() error {
	if b.Points == 0 {
		b.Points = defaultObstacle
	}
	for i := range b.From {
		if !(b.From[i] < b.To[i]) {
			return fmt.Errorf("obstacle: from %v to %v: each number of from must be below that of to", b.From, b.To)
		}
	}
	if !b.From.finite() || !b.To.finite() || b.Points < 0 {
		return errors.New("obstacle: its numbers must be finite, and points 0 or more")
	}
	return nil
}

func (b *Box) judge(seen observation) Verdict {
	expectation := fmt.Sprintf("an obstacle of %d points from %v to %v", b.Points, b.From, b.To)
	if err := seen.needMetres(); err != nil {
		return verdictOf(expectation, err)
	}
	box := r3.Box{Min: b.From.vec(), Max: b.To.vec()}
	var err error
	if n := seen.cloud.count(box.Contains); n < b.Points {
		err = fmt.Errorf("%d points are there", n)
	}
	return verdictOf(expectation, err)
}

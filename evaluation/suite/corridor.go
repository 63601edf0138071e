package suite

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/spatial/r2"
	"gonum.org/v1/gonum/spatial/r3"
)

// Corridor expects free space: at most Points points of the scene so near to a line on the ground and between two heights, in metres in
// scene.target_frame.
type Corridor struct {
	From   spot    `yaml:"from"`
	To     spot    `yaml:"to"`
	Width  float64 `yaml:"width"`
	Bottom float64 `yaml:"bottom"`
	Top    float64 `yaml:"top"`
	Points int     `yaml:"points"`
}

func (c *Corridor) check() error {
	sum := math.Abs(c.From[0]) + math.Abs(c.From[1]) + math.Abs(c.To[0]) + math.Abs(c.To[1]) + math.Abs(c.Bottom) + math.Abs(c.Top) + c.Width
	if !(c.Width > 0) || !(c.Bottom < c.Top) || c.From == c.To || math.IsInf(sum, 0) || math.IsNaN(sum) || c.Points < 0 {
		return errors.New("free: needs from and to as two different places [x, y], a width above 0, and a bottom below its top")
	}
	return nil
}

func (c *Corridor) judge(seen observation) Verdict {
	expectation := fmt.Sprintf("free from %v to %v, %v m wide, between the heights %v and %v", c.From, c.To, c.Width, c.Bottom, c.Top)
	if err := seen.needMetres(); err != nil {
		return verdictOf(expectation, err)
	}
	var err error
	if n := seen.cloud.count(c.holds); n > c.Points {
		err = fmt.Errorf("%d points are in it, and %d may be", n, c.Points)
	}
	return verdictOf(expectation, err)
}

// holds tells whether a point lies in it.
func (c *Corridor) holds(p r3.Vec) bool {
	if p.Z < c.Bottom || p.Z > c.Top {
		return false
	}
	from, to, at := r2.Vec{X: c.From[0], Y: c.From[1]}, r2.Vec{X: c.To[0], Y: c.To[1]}, r2.Vec{X: p.X, Y: p.Y}
	along := r2.Sub(to, from)
	share := r2.Dot(r2.Sub(at, from), along) / r2.Norm2(along)
	nearest := r2.Add(from, r2.Scale(share, along))
	return share >= 0 && share <= 1 && r2.Norm(r2.Sub(at, nearest)) <= c.Width/2
}

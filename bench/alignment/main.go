// Command alignment measures when the alignment of imagined cameras breaks down: over views that are wrong, by the shape of the rig, and over the
// size of the rig. It prints the curves as JSON, which `python -m bench.breakdown` draws.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

const (
	cameras      = 8
	runs         = 300
	degree       = math.Pi / 180
	usualRadians = 0.5 * degree // what an imagined camera is off by
	usualMetres  = 0.01
	depthShare   = 0.02 // what an imagined depth is off by
	heightMetres = 1.1  // of the cameras over the ground
)

type panel struct {
	Title  string `json:"title"`
	Across string `json:"across"`
	Lines  []line `json:"lines"`
}

type line struct {
	Name   string       `json:"name"`
	Points [][2]float64 `json:"points"`
}

func main() {
	if err := print(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func print() error {
	panels := []panel{
		{Title: "scale, % off", Across: "wrong views of 8"}, {Title: "rotation, degrees off", Across: "wrong views of 8"},
		{Title: "refused, % of runs", Across: "wrong views of 8"},
	}
	for _, shape := range []struct {
		name  string
		rig   []rigid.Transform
		alike bool
	}{{"around a room", ring(2), false}, {"on a robot", ring(0.12), false}, {"in a row", row(0.25), false}, {"around, wrong alike", ring(2), true}} {
		lines := [3]line{{Name: shape.name}, {Name: shape.name}, {Name: shape.name}}
		for wrong := range cameras {
			m, err := spoilt{shape.rig, wrong, shape.alike}.measure()
			if err != nil {
				return err
			}
			for i, off := range []float64{m.scale, m.turn, m.refused} {
				if !math.IsNaN(off) {
					lines[i].Points = append(lines[i].Points, [2]float64{float64(wrong), off})
				}
			}
		}
		for i := range panels {
			panels[i].Lines = append(panels[i].Lines, lines[i])
		}
	}
	size, err := overSize()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(append(panels, size))
}

// overSize compares two sources of the scale over the size of the rig.
func overSize() (panel, error) {
	baseline, ground := line{Name: "by the baselines"}, line{Name: "by the ground"}
	for step := range 15 {
		radius := 0.05 * float64(step+1)
		m, err := spoilt{rig: ring(radius)}.measure()
		if err != nil {
			return panel{}, err
		}
		baseline.Points, ground.Points = append(baseline.Points, [2]float64{radius, m.scale}), append(ground.Points, [2]float64{radius, m.ground})
	}
	return panel{Title: "scale, % off", Across: "distance of 8 cameras from their middle, m", Lines: []line{baseline, ground}}, nil
}

// medians are of the errors of many runs, without those that were refused: shares in per cent, a turn in degrees; NaN if all were.
type medians struct{ scale, turn, ground, refused float64 }

// spoilt is a rig of which some views are wrong: each in its own way, or all moved and turned alike.
type spoilt struct {
	rig   []rigid.Transform
	wrong int
	alike bool
}

func (s spoilt) measure() (medians, error) {
	random := rand.New(rand.NewPCG(7, uint64(s.wrong)))
	var scales, turns, grounds []float64
	refused := 0
	for range runs {
		want := alignment.Similarity{Rotation: turned(random, random.Float64()*math.Pi), Scale: math.Exp(random.NormFloat64()), Translation: vector(random, 3)}
		views := s.imagine(random, want)
		found, err := alignment.Align(views, alignment.DefaultLimits())
		got := found.BaseFromScene
		switch {
		case errors.Is(err, alignment.ErrNoBaseline) || errors.Is(err, alignment.ErrNoAgreement):
			refused++
			continue
		case err != nil:
			return medians{}, err
		}
		scale := 100 * math.Abs(got.Scale/want.Scale-1)
		scales, turns = append(scales, scale), append(turns, rigid.Angle(quat.Mul(got.Rotation, quat.Conj(want.Rotation)))/degree)
		if byGround, err := alignment.ScaleFromGround(got, views, floor(random, views, want), 0, nil); err == nil {
			grounds = append(grounds, 100*math.Abs(byGround/want.Scale-1))
		} else {
			grounds = append(grounds, 100)
		}
	}
	return medians{median(scales), median(turns), median(grounds), 100 * float64(refused) / runs}, nil
}

// imagine gives each camera its usual error, and some any place and direction in a room.
func (s spoilt) imagine(random *rand.Rand, want alignment.Similarity) []alignment.View {
	views, back := make([]alignment.View, len(s.rig)), quat.Conj(want.Rotation)
	places, common := random.Perm(len(s.rig)), rigid.Transform{Rotation: turned(random, math.Pi/2), Translation: vector(random, 1.5)}
	for i, camera := range s.rig {
		seen := rigid.Transform{
			Rotation:    quat.Mul(turned(random, usualRadians*random.NormFloat64()), camera.Rotation),
			Translation: r3.Add(camera.Translation, vector(random, usualMetres/math.Sqrt(3))),
		}
		if slices.Contains(places[:s.wrong], i) {
			if s.alike {
				seen = common.After(seen)
			} else {
				seen = rigid.Transform{Rotation: turned(random, random.Float64()*math.Pi), Translation: vector(random, 1.5)}
			}
		}
		views[i] = alignment.View{BaseFromCamera: camera, Weight: 1, SceneFromCamera: rigid.Transform{
			Rotation:    quat.Mul(back, seen.Rotation),
			Translation: r3.Rotation(back).Rotate(r3.Scale(1/want.Scale, r3.Sub(seen.Translation, want.Translation))),
		}}
	}
	return views
}

// floor are points of the ground as each camera imagines them, 1.5 to 4 m away in every direction.
func floor(random *rand.Rand, views []alignment.View, want alignment.Similarity) []r3.Vec {
	var points []r3.Vec
	for _, view := range views {
		for range 40 {
			sin, cos := math.Sincos(2 * math.Pi * random.Float64())
			away := 1.5 + 2.5*random.Float64()
			seen := view.BaseFromCamera.Inverse().Apply(r3.Vec{X: view.BaseFromCamera.Translation.X + away*cos, Y: view.BaseFromCamera.Translation.Y + away*sin})
			points = append(points, view.SceneFromCamera.Apply(r3.Scale((1+depthShare*random.NormFloat64())/want.Scale, seen)))
		}
	}
	return points
}

// ring are cameras on a circle that look outwards.
func ring(radius float64) []rigid.Transform {
	rig := make([]rigid.Transform, cameras)
	for i := range rig {
		yaw := 2 * math.Pi * float64(i) / cameras
		rig[i] = rigid.Transform{Rotation: rigid.FromRPY(-math.Pi/2, 0, yaw-math.Pi/2), Translation: r3.Vec{X: radius * math.Cos(yaw), Y: radius * math.Sin(yaw), Z: heightMetres}}
	}
	return rig
}

// row are cameras on a line that look the same way.
func row(step float64) []rigid.Transform {
	rig := make([]rigid.Transform, cameras)
	for i := range rig {
		rig[i] = rigid.Transform{Rotation: rigid.FromRPY(-math.Pi/2, 0, -math.Pi/2), Translation: r3.Vec{Y: step * float64(i), Z: heightMetres}}
	}
	return rig
}

func vector(random *rand.Rand, size float64) r3.Vec {
	return r3.Scale(size, r3.Vec{X: random.NormFloat64(), Y: random.NormFloat64(), Z: random.NormFloat64()})
}

func turned(random *rand.Rand, radians float64) quat.Number {
	return quat.Number(r3.NewRotation(radians, r3.Unit(vector(random, 1))))
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	return values[len(values)/2]
}

package suite

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/spatial/r3"
)

const (
	// maximumScenePoints is how many points of a scene are kept for the report.
	maximumScenePoints = 12000
	scenePointBytes    = 9
	// farShare is the share of the points that are farther out than the kept scene reaches.
	farShare = 0.01
)

// Scene is an imagined scene, thinned for the report.
type Scene struct {
	Frame  string `json:"frame"`
	Metric bool   `json:"metric"`
	// Total is how many points were published.
	Total int `json:"total"`
	// Middle is the median of the points along each axis, in metres or in the scene's unit.
	Middle [3]float64 `json:"middle"`
	// Reach is how far the points lie from the middle at most, along any axis, but for the farthest.
	Reach float64 `json:"reach"`
	// Points are three signed 16-bit numbers each, little endian, that are x, y and z from the middle in units of Reach/32767, then red,
	// green and blue.
	Points []byte `json:"points"`
}

func newScene(c *cloud) *Scene {
	if c == nil || len(c.points) == 0 {
		return nil
	}
	s := &Scene{Frame: c.frame, Metric: c.metric, Total: len(c.points)}
	for axis := range s.Middle {
		s.Middle[axis] = quantile(c, func(p r3.Vec) float64 { return component(p, axis) }, 0.5)
	}
	away := func(p r3.Vec) float64 {
		most := 0.0
		for axis, middle := range s.Middle {
			most = max(most, math.Abs(component(p, axis)-middle))
		}
		return most
	}
	s.Reach = quantile(c, away, 1-farShare)
	if s.Reach == 0 {
		return s
	}
	stride := (len(c.points) + maximumScenePoints - 1) / maximumScenePoints
	for i := 0; i < len(c.points); i += stride {
		if away(c.points[i]) > s.Reach {
			continue
		}
		for axis, middle := range s.Middle {
			from := (component(c.points[i], axis) - middle) / s.Reach * math.MaxInt16
			s.Points = binary.LittleEndian.AppendUint16(s.Points, uint16(int16(math.Round(from))))
		}
		s.Points = append(s.Points, c.colours[i][:]...)
	}
	return s
}

// Kept is how many points the report shows.
func (s *Scene) Kept() int { return len(s.Points) / scenePointBytes }

// String says how much was imagined, and where.
func (s *Scene) String() string {
	unit := "a unit of its own"
	if s.Metric {
		unit = "metres"
	}
	var middle strings.Builder
	for _, value := range s.Middle {
		// Adding 0 makes a negative zero positive.
		fmt.Fprintf(&middle, " %.1f", math.Round(10*value)/10+0)
	}
	return fmt.Sprintf("%d points in %s, in %s, around%s", s.Total, s.Frame, unit, &middle)
}

func component(p r3.Vec, axis int) float64 { return [3]float64{p.X, p.Y, p.Z}[axis] }

func quantile(c *cloud, of func(r3.Vec) float64, share float64) float64 {
	values := make([]float64, len(c.points))
	for i, p := range c.points {
		values[i] = of(p)
	}
	slices.Sort(values)
	return values[int(share*float64(len(values)-1))]
}

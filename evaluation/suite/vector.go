package suite

import (
	"fmt"
	"math"

	"go.yaml.in/yaml/v3"
	"gonum.org/v1/gonum/spatial/r3"
)

// vector is a place [x, y, z] in metres in scene.target_frame.
type vector [3]float64

// spot is a place on the ground [x, y], likewise.
type spot [2]float64

// UnmarshalYAML takes three numbers.
func (v *vector) UnmarshalYAML(node *yaml.Node) error { return numbers(node, v[:]) }

// UnmarshalYAML takes two numbers.
func (s *spot) UnmarshalYAML(node *yaml.Node) error { return numbers(node, s[:]) }

func numbers(node *yaml.Node, into []float64) error {
	var found []float64
	if err := node.Decode(&found); err != nil {
		return err
	}
	if copy(into, found) != len(into) || len(found) != len(into) {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %d numbers, must be %d", node.Line, len(found), len(into))}}
	}
	return nil
}

func (v vector) vec() r3.Vec { return r3.Vec{X: v[0], Y: v[1], Z: v[2]} }

func (v vector) finite() bool {
	sum := math.Abs(v[0]) + math.Abs(v[1]) + math.Abs(v[2])
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

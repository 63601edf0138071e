// Package ranges reads what range sensors measure as points of their frames, in metres.
package ranges

import (
	"fmt"
	"math"
	"slices"

	"github.com/thinker3d/thinker3d/msgs"
	"gonum.org/v1/gonum/spatial/r3"
)

// maximumPoints is how many points of a message are kept; of more, evenly as many.
const maximumPoints = 20_000

// OfScan appends the points of a laser scan to a list, which it returns. What the sensor did not measure is left out.
func OfScan(scan *msgs.LaserScan, points []r3.Vec) ([]r3.Vec, error) {
	if first, step := float64(scan.AngleMin), float64(scan.AngleIncrement); math.IsNaN(first+step) || math.IsInf(first+step, 0) {
		return points, fmt.Errorf("laser scan: its angles begin at %g and go on by %g", first, step)
	}
	points = slices.Grow(points, min(len(scan.Ranges), maximumPoints))
	for i := range evenly(len(scan.Ranges)) {
		distance := scan.Ranges[i]
		if !(distance > 0 && distance >= scan.RangeMin && distance <= scan.RangeMax) || math.IsInf(float64(distance), 0) {
			continue
		}
		sin, cos := math.Sincos(float64(scan.AngleMin) + float64(i)*float64(scan.AngleIncrement))
		points = append(points, r3.Vec{X: float64(distance) * cos, Y: float64(distance) * sin})
	}
	return points, nil
}

// evenly gives at most maximumPoints of so many numbers, from 0 on.
func evenly(count int) func(yield func(int) bool) {
	step := max(1, (count+maximumPoints-1)/maximumPoints)
	return func(yield func(int) bool) {
		for i := 0; i < count; i += step {
			if !yield(i) {
				return
			}
		}
	}
}

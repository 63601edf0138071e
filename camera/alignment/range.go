package alignment

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

const (
	cellTangent   = 0.0175 // of the directions that are taken together: 1°
	cellSpread    = 1.1    // farthest to nearest of what is imagined in one of them; more is an edge
	leastRatios   = 30
	ratioWithin   = 0.15 // of the median …
	agreeingShare = 0.5  // … lie as many ratios at least
)

// ErrNoRange is returned when a range sensor's distances do not tell the scale of what is imagined.
var ErrNoRange = errors.New("the range sensor gives no scale: too few of its points are in view, or they contradict each other")

// Sighted is what one camera sees, as points of its optical frame: imagined in the scene's unit, measured in metres.
type Sighted struct{ Imagined, Measured []r3.Vec }

// cell is what is imagined in one direction.
type cell struct {
	nearest, farthest, sum float64
	count                  int
}

// ScaleFromRange is the median ratio of measured to imagined depth in the same directions of the same cameras.
func ScaleFromRange(views []Sighted) (float64, error) {
	var ratios []float64
	cells := map[[2]int]cell{}
	for _, view := range views {
		clear(cells)
		for _, point := range view.Imagined {
			if key, ok := direction(point); ok {
				of, known := cells[key]
				if !known {
					of.nearest = point.Z
				}
				cells[key] = cell{nearest: min(of.nearest, point.Z), farthest: max(of.farthest, point.Z), sum: of.sum + point.Z, count: of.count + 1}
			}
		}
		for _, point := range view.Measured {
			key, ok := direction(point)
			if of := cells[key]; ok && of.count > 0 && of.farthest <= cellSpread*of.nearest {
				ratios = append(ratios, point.Z*float64(of.count)/of.sum)
			}
		}
	}
	if len(ratios) < leastRatios {
		return 0, ErrNoRange
	}
	slices.Sort(ratios)
	scale := ratios[len(ratios)/2]
	low, _ := slices.BinarySearch(ratios, scale*(1-ratioWithin))
	high, _ := slices.BinarySearch(ratios, scale*(1+ratioWithin))
	if float64(high-low) < agreeingShare*float64(len(ratios)) || !(scale > 0) || math.IsInf(scale, 0) {
		return 0, ErrNoRange
	}
	return scale, nil
}

// direction is the cell of a point in front of a camera, up to 80° off its axis.
func direction(point r3.Vec) ([2]int, bool) {
	const most = 5.7
	x, y := point.X/point.Z, point.Y/point.Z
	if !(point.Z > 0) || !(math.Abs(x) < most && math.Abs(y) < most) {
		return [2]int{}, false
	}
	return [2]int{int(math.Floor(x / cellTangent)), int(math.Floor(y / cellTangent))}, true
}

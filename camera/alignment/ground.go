package alignment

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

const (
	groundLayers = 24   // into which the heights below the cameras are cut
	lowest       = 0.02 // share of points that may lie below the ground by error
	groundShare  = 0.05 // of the points that the ground's layer has at least
)

// ErrNoGround is returned when no level surface is imagined below the cameras.
var ErrNoGround = errors.New("no ground is imagined below the cameras")

// ScaleFromGround is the scale at which the imagined ground lies at a height of the base frame, whose z axis points up: the ground is
// the fullest level layer of points in the lower half between the cameras and the lowest points. Heights is reused as working memory.
func ScaleFromGround(found Similarity, views []View, points []r3.Vec, groundMetres float64, heights []float64) (float64, error) {
	axes := Similarity{Rotation: found.Rotation, Scale: 1}.Axes()
	up := r3.Vec{X: axes[0].Z, Y: axes[1].Z, Z: axes[2].Z}
	camera := r3.Dot(up, middle(views, sceneCentre))
	heights = heights[:0]
	for _, point := range points {
		if z := r3.Dot(up, point) - camera; z < 0 {
			heights = append(heights, z)
		}
	}
	if len(heights) < groundLayers {
		return 0, ErrNoGround
	}
	slices.Sort(heights)
	bottom := heights[int(lowest*float64(len(heights)))]
	layer := -bottom / groundLayers
	best, most := 0.0, 0
	for step := range groundLayers { // layers overlap by half
		from := bottom + layer*float64(step)/2
		first, _ := slices.BinarySearch(heights, from)
		next, _ := slices.BinarySearch(heights, from+layer)
		if next-first > most {
			best, most = heights[(first+next)/2], next-first
		}
	}
	if float64(most) < groundShare*float64(len(points)) {
		return 0, ErrNoGround
	}
	scale := (middle(views, baseCentre).Z - groundMetres) / -best
	if !(scale > 0) || math.IsInf(scale, 0) {
		return 0, errors.New("the rig's cameras are not above the ground")
	}
	return scale, nil
}

package alignment

import (
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// IsShort tells whether the cameras stand nearer to their middle (root mean square) than a share of the median distance of the scene's points from it:
// then a small error of an imagined camera is a large one of the scale. Distances is reused as working memory.
func IsShort(found Similarity, views []View, points []r3.Vec, share float64, distances []float64) bool {
	if len(points) == 0 {
		return false
	}
	from := middle(views, sceneCentre)
	distances = distances[:0]
	for _, point := range points {
		distances = append(distances, r3.Norm(r3.Sub(point, from)))
	}
	slices.Sort(distances)
	return spread(views, baseCentre, middle(views, baseCentre)) < share*found.Scale*distances[len(distances)/2]
}

package cloud

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMeanDistancesAreThoseOfAllPairs compares the cells' search with one over all pairs, distances capped alike.
func TestMeanDistancesAreThoseOfAllPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	points := make([]Point, 700)
	for i := range points {
		points[i] = Point{X: float32(random.NormFloat64()), Y: float32(random.NormFloat64()), Z: float32(random.NormFloat64() / 10)}
	}
	const neighbours = 5
	var l lonely
	edge := reach * l.typical(points, neighbours)
	l.sort(points, edge)
	l.measure(points, neighbours, edge)
	capped := 0
	for i := range points {
		var all []float64
		for j := range points {
			if i != j {
				all = append(all, min(edge, math.Sqrt(float64(distance2(&points[i], &points[j])))))
			}
		}
		slices.Sort(all)
		if all[neighbours-1] == edge {
			capped++
		}
		want := 0.0
		for _, one := range all[:neighbours] {
			want += one / neighbours
		}
		if math.Abs(want-float64(l.means[i])) > 1e-5*edge {
			t.Fatalf("point %d: %v, want %v", i, l.means[i], want)
		}
	}
	if capped == 0 || capped > len(points)/2 {
		t.Errorf("%d of %d points have far neighbours: the test shows too little", capped, len(points))
	}
}

func TestCellsAreNumberedAsTheyCome(t *testing.T) {
	var grid cells
	grid.reset(.5)
	random := rand.New(rand.NewPCG(3, 4))
	want := map[[3]int]int32{}
	for range 20_000 {
		x, y, z := float64(random.IntN(40))/2-10, float64(random.IntN(40))/2-10, float64(random.IntN(40))/2-10
		cell := [3]int{int(2 * x), int(2 * y), int(2 * z)}
		number, known := want[cell]
		if !known {
			number = int32(len(want))
			want[cell] = number
		}
		got, seen := grid.add(grid.key(x+.25, y+.25, z+.25))
		if got.number != number || seen != known {
			t.Fatalf("cell %v is number %d (seen %t), want %d (%t)", cell, got.number, seen, number, known)
		}
	}
}

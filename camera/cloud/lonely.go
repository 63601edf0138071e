package cloud

import (
	"math"
	"slices"
)

const (
	// spacingSamples are the points whose distance to their neighbours says how fine the cloud is.
	spacingSamples = 32
	// reach is how far neighbours are looked for, in that distance.
	reach = 2
)

// lonely finds points that are far from their neighbours: statistical outliers, after Rusu et al. (2008), "Towards 3D point cloud based
// object maps for household environments". Neighbours are looked for within a reach only; those beyond it count as that far.
type lonely struct {
	grid    cells
	cellOf  []int32
	starts  []int32
	order   []int32
	means   []float32
	near    []int32
	spacing []float32
}

// leaveOut drops, in place, the points whose mean distance to their nearest neighbours is so many standard deviations above the average.
func (l *lonely) leaveOut(points []Point, neighbours int, deviations float64) ([]Point, int) {
	neighbours = min(neighbours, maximumNeighbours)
	if neighbours < 1 || len(points) <= neighbours {
		return points, 0
	}
	edge := reach * l.typical(points, neighbours)
	if !(edge > 0) {
		return points, 0
	}
	l.sort(points, edge)
	l.measure(points, neighbours, edge)
	var sum, squares float64
	for _, mean := range l.means {
		sum, squares = sum+float64(mean), squares+float64(mean)*float64(mean)
	}
	average := sum / float64(len(points))
	most := float32(average + deviations*math.Sqrt(max(0, squares/float64(len(points))-average*average)))
	left := 0
	for i := range points {
		if l.means[i] <= most {
			points[left] = points[i]
			left++
		}
	}
	return points[:left], len(points) - left
}

// typical is the median, over some of the points, of the distance to the last of the neighbours.
func (l *lonely) typical(points []Point, neighbours int) float64 {
	l.spacing = l.spacing[:0]
	for i := range min(spacingSamples, len(points)) {
		at := i * len(points) / min(spacingSamples, len(points))
		var found nearest
		found.begin(neighbours, float32(math.Inf(1)))
		for other := range points {
			if other != at {
				found.meet(distance2(&points[at], &points[other]))
			}
		}
		l.spacing = append(l.spacing, found.squares[neighbours-1])
	}
	slices.Sort(l.spacing)
	return math.Sqrt(float64(l.spacing[len(l.spacing)/2]))
}

// sort puts the points in the order of their cells.
func (l *lonely) sort(points []Point, edge float64) {
	l.grid.reset(edge)
	l.cellOf = slices.Grow(l.cellOf[:0], len(points))[:len(points)]
	for i := range points {
		cube, _ := l.grid.add(l.keyOf(&points[i]))
		l.cellOf[i] = cube.number
	}
	l.starts = slices.Grow(l.starts[:0], int(l.grid.count)+1)[:l.grid.count+1]
	clear(l.starts)
	for _, cell := range l.cellOf {
		l.starts[cell+1]++
	}
	for cell := range l.grid.count {
		l.starts[cell+1] += l.starts[cell]
	}
	l.order = slices.Grow(l.order[:0], len(points))[:len(points)]
	for i := len(points) - 1; i >= 0; i-- { // from behind, so that starts end as they should
		l.starts[l.cellOf[i]+1]--
		l.order[l.starts[l.cellOf[i]+1]] = int32(i)
	}
	copy(l.starts, l.starts[1:])
	l.starts[l.grid.count] = int32(len(points))
}

// measure finds each point's mean distance to its neighbours, cell by cell.
func (l *lonely) measure(points []Point, neighbours int, edge float64) {
	l.means = slices.Grow(l.means[:0], len(points))[:len(points)]
	for cell := range l.grid.count {
		members := l.order[l.starts[cell]:l.starts[cell+1]]
		l.gather(l.keyOf(&points[members[0]]))
		for _, i := range members {
			var found nearest
			found.begin(neighbours, float32(edge*edge))
			for _, other := range l.near {
				if other != i {
					found.meet(distance2(&points[i], &points[other]))
				}
			}
			l.means[i] = found.mean()
		}
	}
}

func (l *lonely) keyOf(p *Point) uint64 {
	return l.grid.key(float64(p.X), float64(p.Y), float64(p.Z))
}

// gather lists the points of a cell and of those around it.
func (l *lonely) gather(key uint64) {
	l.near = l.near[:0]
	for x := -1; x <= 1; x++ {
		for y := -1; y <= 1; y++ {
			for z := -1; z <= 1; z++ {
				if cube := l.grid.slot(neighbour(key, x, y, z)); cube.key != 0 {
					l.near = append(l.near, l.order[l.starts[cube.number]:l.starts[cube.number+1]]...)
				}
			}
		}
	}
}

func distance2(a, b *Point) float32 {
	x, y, z := a.X-b.X, a.Y-b.Y, a.Z-b.Z
	return x*x + y*y + z*z
}

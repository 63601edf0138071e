package e2e

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/spatial/r3"
)

// voxelLevels is how many voxels a column of the layer has, as in Nav2.
const voxelLevels = 16

// voxelLayer stands for Nav2's voxel layer: a cloud clears what its rays pass and marks where they end, if that is in the band of heights.
type voxelLayer struct {
	resolution, levelMetres float64
	lowest, highest         float64 // of what is an obstacle
	halfX, halfY            float64
	width, height           int
	columns                 []uint16
}

func newVoxelLayer(halfX, halfY float64) *voxelLayer {
	l := &voxelLayer{resolution: 0.05, levelMetres: 0.15, lowest: 0.15, highest: 2.0, halfX: halfX, halfY: halfY}
	l.width, l.height = int(math.Ceil(2*halfX/l.resolution)), int(math.Ceil(2*halfY/l.resolution))
	l.columns = make([]uint16, l.width*l.height)
	return l
}

// place is a point in units of voxels.
func (l *voxelLayer) place(p r3.Vec) r3.Vec {
	return r3.Vec{X: (p.X + l.halfX) / l.resolution, Y: (p.Y + l.halfY) / l.resolution, Z: p.Z / l.levelMetres}
}

// centre is the middle of a column.
func (l *voxelLayer) centre(column int) (x, y float64) {
	return (float64(column%l.width)+.5)*l.resolution - l.halfX, (float64(column/l.width)+.5)*l.resolution - l.halfY
}

// voxel gives the column and the level of a place, if the layer has them.
func (l *voxelLayer) voxel(at r3.Vec) (column, level int, ok bool) {
	x, y, z := int(math.Floor(at.X)), int(math.Floor(at.Y)), int(math.Floor(at.Z))
	return y*l.width + x, z, x >= 0 && y >= 0 && z >= 0 && x < l.width && y < l.height && z < voxelLevels
}

// update takes a cloud in whose points have been seen from their cameras.
func (l *voxelLayer) update(points, cameras []r3.Vec) {
	for i, p := range points {
		l.clear(l.place(cameras[i]), l.place(p))
	}
	for _, p := range points {
		if column, level, ok := l.voxel(l.place(p)); ok && p.Z >= l.lowest && p.Z <= l.highest {
			l.columns[column] |= 1 << level
		}
	}
}

// clear follows a ray from voxel to voxel, up to the one before its end (Amanatides and Woo 1987).
func (l *voxelLayer) clear(from, to r3.Vec) {
	at, end, ray := r3.Vec{X: math.Floor(from.X), Y: math.Floor(from.Y), Z: math.Floor(from.Z)}, r3.Vec{X: math.Floor(to.X), Y: math.Floor(to.Y), Z: math.Floor(to.Z)}, r3.Sub(to, from)
	next := func(from, at, ray float64) (reach, step, along float64) {
		switch {
		case ray > 0:
			return (at + 1 - from) / ray, 1 / ray, 1
		case ray < 0:
			return (at - from) / ray, -1 / ray, -1
		}
		return math.Inf(1), math.Inf(1), 0
	}
	reachX, stepX, alongX := next(from.X, at.X, ray.X)
	reachY, stepY, alongY := next(from.Y, at.Y, ray.Y)
	reachZ, stepZ, alongZ := next(from.Z, at.Z, ray.Z)
	for at != end && min(reachX, reachY, reachZ) <= 1 {
		if column, level, ok := l.voxel(at); ok {
			l.columns[column] &^= 1 << level
		}
		switch {
		case reachX <= reachY && reachX <= reachZ:
			at.X, reachX = at.X+alongX, reachX+stepX
		case reachY <= reachZ:
			at.Y, reachY = at.Y+alongY, reachY+stepY
		default:
			at.Z, reachZ = at.Z+alongZ, reachZ+stepZ
		}
	}
}

// occupied are the columns with so many marked voxels or more.
func (l *voxelLayer) occupied(least int) []int {
	var found []int
	for column, marks := range l.columns {
		if bits.OnesCount16(marks) >= least {
			found = append(found, column)
		}
	}
	return found
}

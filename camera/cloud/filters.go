package cloud

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

// Filters say what is left out, in this order. Those in metres are for clouds in metres alone.
type Filters struct {
	// Quantile is the share of the least certain pixels of all views, 0 to 1.
	Quantile float64
	// EdgeDegrees is how flatly a surface may be seen, 0 to 90, before its pixels count as flying between a near thing and what is behind it;
	// 0 leaves all in.
	EdgeDegrees float64
	// MinimumRange and MaximumRange are metres from the camera; 0 is no bound.
	MinimumRange, MaximumRange float64
	// MinimumHeight and MaximumHeight are along z of the cloud's frame, in metres; nil is no bound.
	MinimumHeight, MaximumHeight *float64
	// Voxel is the edge of the cubes of which each keeps its surest point, in metres; 0 keeps all.
	Voxel float64
	// Deviations is how many standard deviations above the average a point's mean distance to its Neighbours nearest points may be; 0 keeps all.
	Deviations float64
	Neighbours int
	// MaximumPoints is the most points; more are thinned evenly, always alike. 0 keeps all.
	MaximumPoints int
	// Organised keeps the place of each pixel, view below view: what is left out has no coordinates. Voxel, Deviations and MaximumPoints do not
	// apply then.
	Organised bool
}

// Box is a part of the robot that its cameras see: what lies in it is left out.
type Box struct {
	// BoxFromCloud takes the cloud's points into the frame of the box.
	BoxFromCloud     rigid.Transform
	Minimum, Maximum r3.Vec
}

// Frame is where a cloud is.
type Frame struct {
	// Metric says that the cloud's unit is the metre.
	Metric bool
	Boxes  []Box
}

// filter is Filters prepared for the pixels of one cloud.
type filter struct {
	least                   float32
	edge, merges, organised bool
	// placed says that something hangs on where a pixel is.
	placed                        bool
	nearest2, farthest2           float64
	lowest, highest               float64
	boxes                         []box
	bounded, isHeightBound, organ bool
}

// box is a Box with the rows of its transform.
type box struct {
	rows             [3]r3.Vec
	shift            r3.Vec
	minimum, maximum r3.Vec
}

func (f Filters) prepare(frame Frame, least float32, boxes []box) filter {
	made := filter{least: least, organised: f.Organised, merges: frame.Metric && f.Voxel > 0 && !f.Organised, edge: f.EdgeDegrees > 0 && f.EdgeDegrees < 90, farthest2: math.Inf(1), lowest: math.Inf(-1), highest: math.Inf(1)}
	if !frame.Metric {
		return made
	}
	made.nearest2 = f.MinimumRange * f.MinimumRange
	if f.MaximumRange > 0 {
		made.farthest2 = f.MaximumRange * f.MaximumRange
	}
	if f.MinimumHeight != nil {
		made.lowest = *f.MinimumHeight
	}
	if f.MaximumHeight != nil {
		made.highest = *f.MaximumHeight
	}
	for _, one := range frame.Boxes {
		t := one.BoxFromCloud.Inverse() // its axes in the cloud's frame are the rows of box-from-cloud
		turn := r3.Rotation(t.Rotation)
		boxes = append(boxes, box{rows: [3]r3.Vec{turn.Rotate(r3.Vec{X: 1}), turn.Rotate(r3.Vec{Y: 1}), turn.Rotate(r3.Vec{Z: 1})},
			shift: one.BoxFromCloud.Translation, minimum: one.Minimum, maximum: one.Maximum})
	}
	made.boxes = boxes
	made.placed = f.MinimumRange > 0 || f.MaximumRange > 0 || f.MinimumHeight != nil || f.MaximumHeight != nil || len(boxes) > 0
	return made
}

func (b *box) holds(p r3.Vec) bool {
	x, y, z := r3.Dot(b.rows[0], p)+b.shift.X, r3.Dot(b.rows[1], p)+b.shift.Y, r3.Dot(b.rows[2], p)+b.shift.Z
	return x >= b.minimum.X && x <= b.maximum.X && y >= b.minimum.Y && y <= b.maximum.Y && z >= b.minimum.Z && z <= b.maximum.Z
}

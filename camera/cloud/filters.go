package cloud

import "math"

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

// filter is Filters prepared for the pixels of one cloud.
type filter struct {
	least                   float32
	edge, merges, organised bool
	limits                  limits
	boxes                   []box
}

// limits are what hangs on where a pixel is; not given if nothing does.
type limits struct {
	given               bool
	nearest2, farthest2 float64
	lowest, highest     float64
}

// judge looks at a height and at the square of the distance from the camera.
func (l *limits) judge(height, range2 float64) Reason {
	if range2 < l.nearest2 || range2 > l.farthest2 {
		return OutOfRange
	}
	if height < l.lowest || height > l.highest {
		return OutOfBand
	}
	return kept
}

func (f Filters) prepare(frame Frame, least float32, boxes []box) filter {
	made := filter{least: least, organised: f.Organised, merges: frame.Metric && f.Voxel > 0 && !f.Organised, edge: f.EdgeDegrees > 0 && f.EdgeDegrees < 90}
	if !frame.Metric {
		return made
	}
	limits := limits{nearest2: f.MinimumRange * f.MinimumRange, farthest2: math.Inf(1), lowest: math.Inf(-1), highest: math.Inf(1)}
	if f.MaximumRange > 0 {
		limits.farthest2 = f.MaximumRange * f.MaximumRange
	}
	if f.MinimumHeight != nil {
		limits.lowest = *f.MinimumHeight
	}
	if f.MaximumHeight != nil {
		limits.highest = *f.MaximumHeight
	}
	for _, one := range frame.Boxes {
		boxes = append(boxes, one.prepare())
	}
	made.boxes = boxes
	limits.given = f.MinimumRange > 0 || f.MaximumRange > 0 || f.MinimumHeight != nil || f.MaximumHeight != nil || len(boxes) > 0
	made.limits = limits
	return made
}

package cloud

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// Builder makes clouds and reuses its memory; it serves one caller at a time.
type Builder struct {
	Filters Filters

	chosen filter
	counts Counts
	ranks  ranks
	voxels cells
	lonely lonely
	boxes  []box
	points []Point
	// verdicts are what each filter that looks at single pixels said, view after view.
	verdicts []Reason
	ends     []int
}

// Build makes the cloud of some views, in the order of views, rows and columns; a voxel stands where its first pixel was. The points are the
// builder's until the next call.
func (b *Builder) Build(views []View, frame Frame) ([]Point, Counts, error) {
	if err := check(views); err != nil {
		return nil, Counts{}, fmt.Errorf("make a cloud: %w", err)
	}
	b.chosen, b.counts, b.points = b.Filters.prepare(frame, b.ranks.least(views, b.Filters.Quantile), b.boxes[:0]), Counts{}, b.points[:0]
	b.boxes = b.chosen.boxes
	if b.chosen.merges {
		b.voxels.reset(b.Filters.Voxel)
	}
	pixels := 0
	for i := range views {
		pixels += len(views[i].Depth)
	}
	b.verdicts, b.ends = slices.Grow(b.verdicts[:0], pixels)[:pixels], b.ends[:0]
	for i := range views {
		from := b.counts.Pixels
		b.counts.Pixels += len(views[i].Depth)
		b.ends = append(b.ends, b.counts.Pixels)
		p := pass{verdicts: b.verdicts[from:b.counts.Pixels], filter: &b.chosen, view: &views[i], number: uint8(i), counts: &b.counts, builder: b, steepness: b.Filters.steepness(&views[i])}
		p.run()
	}
	if !b.Filters.Organised {
		if b.Filters.Deviations > 0 {
			b.points, b.counts.removed[Lonely] = b.lonely.leaveOut(b.points, b.Filters.Neighbours, b.Filters.Deviations)
		}
		b.counts.removed[Thinned] = b.thin()
	}
	b.counts.Points = b.counts.Pixels
	for _, removed := range b.counts.removed {
		b.counts.Points -= removed
	}
	return b.points, b.counts, nil
}

// Verdicts say which pixels of a view of the last cloud were left out before points were merged, outliers looked for and the cloud thinned.
func (b *Builder) Verdicts(view int) []Reason {
	from := 0
	if view > 0 {
		from = b.ends[view-1]
	}
	return b.verdicts[from:b.ends[view]]
}

// Sample are the places of at most so many usable pixels, evenly taken, of those that the confidence lets in.
func (b *Builder) Sample(views []View, most int, into []r3.Vec) ([]r3.Vec, error) {
	if err := check(views); err != nil {
		return into, fmt.Errorf("sample a cloud: %w", err)
	}
	least, pixels := b.ranks.least(views, b.Filters.Quantile), 0
	for i := range views {
		pixels += len(views[i].Depth)
	}
	stride := max(1, (pixels+most-1)/most)
	at := 0
	for i := range views {
		v := &views[i]
		for ; at < len(v.Depth); at += stride {
			if depth, confidence := v.Depth[at], v.Confidence[at]; !v.Absent && sound(depth, confidence) && confidence >= least {
				into = append(into, v.at(at%v.Width, at/v.Width, depth))
			}
		}
		at -= len(v.Depth)
	}
	return into, nil
}

func check(views []View) error {
	if len(views) > MaximumViews {
		return fmt.Errorf("%d views, at most %d", len(views), MaximumViews)
	}
	for i := range views {
		v := &views[i]
		pixels := v.Width * v.Height
		if v.Width < 1 || v.Height < 1 || len(v.Depth) != pixels || len(v.Confidence) != pixels || len(v.Picture) != 3*pixels {
			return fmt.Errorf("view %d of %d × %d pixels has %d depths, %d confidences and %d bytes of picture", i, v.Width, v.Height, len(v.Depth), len(v.Confidence), len(v.Picture))
		}
		if !v.Absent && !(v.FocalX > 0 && v.FocalY > 0) {
			return errors.New("a focal length is not above 0")
		}
	}
	return nil
}

// thin keeps evenly as many points as are allowed, and says how many it left out.
func (b *Builder) thin() int {
	most, all := b.Filters.MaximumPoints, len(b.points)
	if most <= 0 || all <= most {
		return 0
	}
	left := 0
	for i := range b.points {
		if (i+1)*most/all > i*most/all {
			b.points[left] = b.points[i]
			left++
		}
	}
	b.points = b.points[:left]
	return all - left
}

// steepness is the step of depth from pixel to pixel, as shares of the depth and across and down, that a surface seen at the edge angle has.
func (f Filters) steepness(v *View) [2]float32 {
	if v.Absent {
		return [2]float32{}
	}
	slope := math.Tan(f.EdgeDegrees * math.Pi / 180)
	return [2]float32{float32(slope / v.FocalX), float32(slope / v.FocalY)}
}

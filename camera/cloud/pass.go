package cloud

import "gonum.org/v1/gonum/spatial/r3"

// pass goes once over the pixels of one view, row by row: what each is by itself and beside its neighbours, then where it is.
type pass struct {
	*filter
	view      *View
	number    uint8
	counts    *Counts
	builder   *Builder
	steepness [2]float32
	// across is the step from column to column at depth 1.
	across r3.Vec
	scale2 float64
	points []Point
	// last is the voxel of the pixel before.
	last   uint64
	lastIs *cell
	// verdicts are those of the view's pixels, reasons those of a row.
	verdicts, reasons []Reason
}

func (p *pass) run() {
	v := p.view
	if v.Absent {
		p.absent()
		return
	}
	p.across, p.scale2, p.points = r3.Scale(1/v.FocalX, v.Axes[0]), r3.Norm2(v.Axes[2]), p.builder.points
	verdicts := p.verdicts
	for y := range v.Height {
		p.reasons = verdicts[y*v.Width : (y+1)*v.Width]
		p.judge(y)
		p.row(y)
	}
	p.builder.points = p.points
}

// judge looks at the pixels of a row by themselves and among their neighbours; at the picture's rim a pixel stands for the one that is missing.
func (p *pass) judge(y int) {
	v, width := p.view, p.view.Width
	from := y * width
	depths, confidences, reasons := v.Depth[from:from+width], v.Confidence[from:from+width], p.reasons[:width]
	above, below := depths, depths
	if y > 0 && y+1 < v.Height {
		above, below = v.Depth[from-width:from], v.Depth[from+width:from+2*width]
	}
	least, edge, across, down := p.least, p.edge, p.steepness[0], p.steepness[1]
	before, here := depths[0], depths[0]
	for x := range depths {
		after := here
		if x+1 < len(depths) {
			after = depths[x+1]
		}
		reason := kept
		if confidence := confidences[x]; !sound(here, confidence) {
			reason = Unusable
		} else if confidence < least {
			reason = Unsure
		} else if edge && (between(before, here, after, here*across) || between(above[x], here, below[x], here*down)) {
			reason = Flying
		}
		reasons[x] = reason
		before, here = here, after
	}
}

// row takes the pixels of a row to their places.
func (p *pass) row(y int) {
	v, from := p.view, y*p.view.Width
	depths, across, origin := v.Depth[from:from+v.Width], p.across, v.Origin
	tilt := (float64(y) - v.CentreY) / v.FocalY
	ray := r3.Sub(r3.Add(r3.Scale(tilt, v.Axes[1]), v.Axes[2]), r3.Scale(v.CentreX, across))
	scale2, centre, perFocal := p.scale2, v.CentreX, 1/v.FocalX
	bent, limits, boxed, organised := (1+tilt*tilt)*scale2, p.limits, len(p.boxes) > 0, p.organised
	for x, reason := range p.reasons {
		if reason != kept && !organised {
			p.counts.removed[reason]++
			continue
		}
		d, column := float64(depths[x]), float64(x)
		at := r3.Vec{X: d*(ray.X+column*across.X) + origin.X, Y: d*(ray.Y+column*across.Y) + origin.Y, Z: d*(ray.Z+column*across.Z) + origin.Z}
		if reason == kept && limits.given {
			pan := (column - centre) * perFocal
			if reason = limits.judge(at.Z, d*d*(bent+pan*pan*scale2)); reason == kept && boxed && p.onRobot(&at) {
				reason = OnRobot
			}
		}
		switch {
		case reason != kept:
			p.counts.removed[reason]++
			p.reasons[x] = reason
			if organised {
				p.points = append(p.points, p.point(&at, from+x))
				p.points[len(p.points)-1].remove()
			}
		case p.merges:
			p.merge(&at, from+x)
		default:
			p.points = append(p.points, p.point(&at, from+x))
		}
	}
}

func (p *pass) point(at *r3.Vec, pixel int) Point {
	colour := p.view.Picture[3*pixel : 3*pixel+3 : 3*pixel+3]
	return Point{X: float32(at.X), Y: float32(at.Y), Z: float32(at.Z), View: p.number, Confidence: p.view.Confidence[pixel], R: colour[0], G: colour[1], B: colour[2]}
}

// absent leaves out all pixels of a view without a camera.
func (p *pass) absent() {
	p.counts.removed[Unusable] += len(p.view.Depth)
	for i := range p.verdicts {
		p.verdicts[i] = Unusable
	}
	if !p.organised {
		return
	}
	for pixel := range p.view.Depth {
		point := p.point(&r3.Vec{}, pixel)
		point.remove()
		p.builder.points = append(p.builder.points, point)
	}
}

// between tells whether a depth lies between its neighbours' by more than a step from both. The rim of a near thing and of what is behind it
// has a neighbour on its own surface on one side, and what is thinner than two pixels is nearer than both: neither lies between.
func between(before, here, after, step float32) bool {
	rise, fall := here-before, after-here
	return rise > step && fall > step || -rise > step && -fall > step
}

// onRobot tells whether a place is in a box of the robot's body.
func (p *pass) onRobot(at *r3.Vec) bool {
	for i := range p.boxes {
		if p.boxes[i].holds(*at) {
			return true
		}
	}
	return false
}

// merge keeps the surest point of a voxel.
func (p *pass) merge(at *r3.Vec, pixel int) {
	voxels, confidence := &p.builder.voxels, p.view.Confidence[pixel]
	if key := voxels.key(at.X, at.Y, at.Z); key != p.last {
		voxel, known := voxels.add(key)
		p.last, p.lastIs = key, voxel
		if !known {
			voxel.surest = confidence
			p.points = append(p.points, p.point(at, pixel))
			return
		}
	}
	p.counts.removed[Merged]++
	if confidence > p.lastIs.surest {
		p.lastIs.surest = confidence
		p.points[p.lastIs.number] = p.point(at, pixel)
	}
}

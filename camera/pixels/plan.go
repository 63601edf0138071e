package pixels

// resize is one resize with an optional cut of rows, by which plans are told apart.
type resize struct {
	fromWidth, fromHeight int
	toWidth, toHeight     int
	// cutTop rows are left out above, and height rows are kept.
	cutTop, height int
	resampling     Resampling
}

// plan holds the weights of one resize; nil weights leave that direction alone.
type plan struct {
	resize
	horizontal, vertical *weights
}

// target takes the rows of a resized picture; done is called for each once it is whole.
type target interface {
	row(y int) []byte
	done(y int)
}

func newPlan(r resize) *plan {
	p := &plan{resize: r}
	if a := (axis{r.fromWidth, r.toWidth, 0, r.toWidth, r.resampling}); !a.skipped() {
		p.horizontal = newWeights(a)
	}
	if a := (axis{r.fromHeight, r.toHeight, r.cutTop, r.height, r.resampling}); !a.skipped() {
		p.vertical = newWeights(a)
	}
	return p
}

// verticalFirst is Pillow's order of the passes since version 13: vertical first where the height shrinks by more than
// twice what the width does. Older versions always went horizontally first, which differs by a level here and there.
func (r resize) verticalFirst() bool {
	shrink := r.fromHeight - r.toHeight
	return shrink > 0 && shrink > 2*(r.fromWidth-r.toWidth)
}

// run writes the output rows first…last-1; first is even.
func (p *plan) run(source *Picture, to target, first, last int, s *scratch) {
	s.begin(p)
	for y := first; y < last; y += 2 {
		upper := to.row(y)
		lower := s.spare
		if y+1 < last {
			lower = to.row(y + 1)
		}
		switch {
		case p.vertical == nil:
			p.narrow(source, upper, lower, y, last)
		case p.horizontal != nil && p.verticalFirst():
			p.blendThenNarrow(source, upper, lower, y, s)
		default:
			p.narrowThenBlend(source, upper, lower, y, s)
		}
		to.done(y)
		if y+1 < last {
			to.done(y + 1)
		}
	}
}

func (p *plan) narrow(source *Picture, upper, lower []byte, y, last int) {
	p.narrowRow(upper, source.row(y+p.cutTop))
	if y+1 < last {
		p.narrowRow(lower, source.row(y+1+p.cutTop))
	}
}

func (p *plan) narrowRow(destination, source []byte) {
	if p.horizontal == nil {
		copy(destination, source)
		return
	}
	across(destination, source, p.horizontal)
}

func (p *plan) blendThenNarrow(source *Picture, upper, lower []byte, y int, s *scratch) {
	v := &p.vertical.spans[y/2]
	rows := s.rows[:v.count]
	for i := range rows {
		rows[i] = source.row(v.first + i)
	}
	down(s.wide[0], s.wide[1], rows, v.weights, s.sums)
	across(upper, s.wide[0], p.horizontal)
	across(lower, s.wide[1], p.horizontal)
}

func (p *plan) narrowThenBlend(source *Picture, upper, lower []byte, y int, s *scratch) {
	v := &p.vertical.spans[y/2]
	rows := s.rows[:v.count]
	for i := range rows {
		rows[i] = s.narrowed(p, source, v.first+i)
	}
	down(upper, lower, rows, v.weights, s.sums)
}

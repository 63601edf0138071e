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

// newPlan works the weights out, for the vector code too if it is wanted.
func newPlan(r resize, vectors bool) *plan {
	p := &plan{resize: r}
	if a := (axis{r.fromWidth, r.toWidth, 0, r.toWidth, r.resampling}); !a.skipped() {
		p.horizontal = newWeights(a)
		if vectors {
			p.horizontal.vectors = acrossVectors(a)
		}
	}
	if a := (axis{r.fromHeight, r.toHeight, r.cutTop, r.height, r.resampling}); !a.skipped() {
		p.vertical = newWeights(a)
		if vectors {
			p.vertical.vectors = downVectors(a)
		}
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
			p.narrow(source, upper, lower, y, last, s)
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

// narrow resamples horizontally only.
func (p *plan) narrow(source *Picture, upper, lower []byte, y, last int, s *scratch) {
	top := y + p.cutTop
	bottom := top
	if y+1 < last {
		bottom++
	}
	if p.horizontal != nil {
		p.horizontal.across(upper, lower, s.readable(source, top), s.readable(source, bottom))
		return
	}
	copy(upper, source.row(top))
	copy(lower, source.row(bottom))
}

func (p *plan) blendThenNarrow(source *Picture, upper, lower []byte, y int, s *scratch) {
	v := &p.vertical.spans[y/2]
	for i := range v.count {
		s.rows[i] = source.row(v.first + i)
	}
	wide := p.fromWidth * channels
	p.vertical.down(s.wide[0][:wide], s.wide[1][:wide], y/2, s)
	p.horizontal.across(upper, lower, s.wide[0], s.wide[1])
}

func (p *plan) narrowThenBlend(source *Picture, upper, lower []byte, y int, s *scratch) {
	v := &p.vertical.spans[y/2]
	for i := range v.count {
		s.rows[i] = s.narrowed(p, source, v.first+i)
	}
	p.vertical.down(upper, lower, y/2, s)
}

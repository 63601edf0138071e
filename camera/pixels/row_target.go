package pixels

// rowTarget takes the rows of a resized picture and lays them out as pixel rows of patches. It gathers a row of patches
// before it writes them, so that each patch is written once and in one piece.
type rowTarget struct {
	spec  *Spec
	table *table
	grid  Grid
	// rows are those of this view.
	rows []float32
	// first is the plane of a pixel's first byte: that of red, or of blue.
	first int
	// vectors is nil where the vector code does not serve.
	vectors *patchWork
	work    patchWork
	// lines are the picture rows of two rows of patches, each length bytes: rows come by twos, a patch may be odd.
	lines  []byte
	length int
}

func (t *rowTarget) begin(p *Processor, j *job) {
	t.spec, t.table, t.grid, t.rows, t.first, t.vectors = &p.spec, p.table, j.grid, j.rows, 0, p.redFirst
	if j.source.BlueFirst {
		t.first, t.vectors = channels-1, p.blueFirst
	}
	if t.vectors != nil {
		t.work = *t.vectors
	}
	t.length = j.plan.toWidth * channels
	t.lines = grown(t.lines, 2*t.spec.Patch*t.length+patchOverread)
}

func (t *rowTarget) row(y int) []byte {
	return t.lines[y%(2*t.spec.Patch)*t.length:][:t.length]
}

// done writes the patches that picture row y ends.
func (t *rowTarget) done(y int) {
	patch, merge := t.spec.Patch, t.spec.Merge
	if (y+1)%patch != 0 {
		return
	}
	gridY := y / patch
	length := t.spec.RowLength()
	group := gridY / merge * (t.grid.Width / merge)
	for gridX := range t.grid.Width {
		index := (group+gridX/merge)*merge*merge + gridY%merge*merge + gridX%merge
		t.write(t.rows[index*length:][:length], gridY*patch, gridX*patch*channels)
	}
}

// write lays out one patch: each colour in its own plane, and each plane Temporal times.
func (t *rowTarget) write(to []float32, top, left int) {
	area := t.spec.Patch * t.spec.Patch
	plane := t.spec.Temporal * area
	written := area
	if t.vectors != nil {
		t.work.to, t.work.from, t.work.stride = &to[0], &t.row(top)[left], t.length
		patchAVX2(&t.work)
		written = min(2*area, plane)
	} else {
		t.writeEach(to, plane, top, left)
	}
	for c := range channels {
		for again := written; again < plane; again += area {
			copy(to[c*plane+again:], to[c*plane:][:area])
		}
	}
}

// writeEach lays out a patch number by number, once.
func (t *rowTarget) writeEach(to []float32, plane, top, left int) {
	patch := t.spec.Patch
	for y := range patch {
		from := t.row(top + y)[left:][:patch*channels]
		last := channels - 1 - t.first
		low := to[t.first*plane+y*patch:][:patch]
		green := to[plane+y*patch:][:patch]
		high := to[last*plane+y*patch:][:patch]
		for x := range low {
			low[x] = t.table[t.first][from[0]]
			green[x] = t.table[1][from[1]]
			high[x] = t.table[last][from[2]]
			from = from[channels:]
		}
	}
}

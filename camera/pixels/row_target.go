package pixels

// rowTarget takes the rows of a resized picture and lays them out as pixel rows of patches. It gathers a row of patches
// before it writes them, so that each patch is written once and in one piece.
type rowTarget struct {
	spec   *Spec
	tables *tables
	grid   Grid
	// rows are those of this view; words instead of them where the model's numbers have 16 bits.
	rows  []float32
	words []uint16
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
	t.spec, t.tables, t.grid, t.rows, t.words, t.first, t.vectors = &p.spec, &p.tables, j.grid, j.rows, j.words, 0, p.redFirst
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
		t.write(index*length, gridY*patch, gridX*patch*channels)
	}
}

// write lays out one patch at a place of the rows: each colour in its own plane, and each plane Temporal times.
func (t *rowTarget) write(at, top, left int) {
	length := t.spec.RowLength()
	if t.words != nil {
		layOut(t, t.words[at:][:length], &t.tables.words, top, left)
		repeat(t.words[at:][:length], t.spec, 1)
		return
	}
	to := t.rows[at:][:length]
	if t.vectors == nil {
		layOut(t, to, &t.tables.numbers, top, left)
		repeat(to, t.spec, 1)
		return
	}
	t.work.to, t.work.from, t.work.stride = &to[0], &t.row(top)[left], t.length
	patchAVX2(&t.work)
	repeat(to, t.spec, 2)
}

// layOut writes a patch number by number, once.
func layOut[T float32 | uint16](t *rowTarget, to []T, numbers *[channels][256]T, top, left int) {
	patch := t.spec.Patch
	plane, last := t.spec.Temporal*patch*patch, channels-1-t.first
	for y := range patch {
		from := t.row(top + y)[left:][:patch*channels]
		low := to[t.first*plane+y*patch:][:patch]
		green := to[plane+y*patch:][:patch]
		high := to[last*plane+y*patch:][:patch]
		for x := range low {
			low[x] = numbers[t.first][from[0]]
			green[x] = numbers[1][from[1]]
			high[x] = numbers[last][from[2]]
			from = from[channels:]
		}
	}
}

// repeat fills each plane's repetitions after the first written ones.
func repeat[T float32 | uint16](to []T, spec *Spec, written int) {
	area := spec.Patch * spec.Patch
	for c := range channels {
		plane := to[c*spec.Temporal*area:][:spec.Temporal*area]
		for again := written; again < spec.Temporal; again++ {
			copy(plane[again*area:], plane[:area])
		}
	}
}

package pixels

// rowTarget takes the rows of a resized picture and lays them out as pixel rows of patches.
type rowTarget struct {
	spec  *Spec
	table *table
	grid  Grid
	// rows are those of this view.
	rows []float32
	// lines are the two picture rows in the making.
	lines [2][]byte
}

func (t *rowTarget) begin(p *Processor, j *job) {
	t.spec, t.table, t.grid, t.rows = &p.spec, p.table, j.grid, j.rows
	for i := range t.lines {
		t.lines[i] = grown(t.lines[i], j.plan.toWidth*channels)
	}
}

func (t *rowTarget) row(y int) []byte { return t.lines[y%2] }

// done writes picture row y into the patches that it crosses, once for every repetition in time.
func (t *rowTarget) done(y int) {
	patch, merge := t.spec.Patch, t.spec.Merge
	area := patch * patch
	rowLength := channels * t.spec.Temporal * area
	line := t.lines[y%2]
	gridY, inPatch := y/patch, y%patch
	group := gridY / merge * (t.grid.Width / merge)
	for gridX := range t.grid.Width {
		index := (group+gridX/merge)*merge*merge + gridY%merge*merge + gridX%merge
		to := t.rows[index*rowLength+inPatch*patch : (index+1)*rowLength]
		t.spread(to, line[gridX*patch*channels:][:patch*channels], area)
	}
}

// spread writes one row of a patch: each colour to its own plane, and each plane Temporal times.
func (t *rowTarget) spread(to []float32, from []byte, area int) {
	patch := t.spec.Patch
	plane := t.spec.Temporal * area
	red, green, blue := to[:patch], to[plane:][:patch], to[2*plane:][:patch]
	for x := range red {
		pixel := from[x*channels:][:channels]
		red[x] = t.table[0][pixel[0]]
		green[x] = t.table[1][pixel[1]]
		blue[x] = t.table[2][pixel[2]]
	}
	for again := area; again < plane; again += area {
		copy(to[again:], red)
		copy(to[plane+again:], green)
		copy(to[2*plane+again:], blue)
	}
}

package pixels

const (
	// lanes8 is how many pixels one step of the vector code turns into numbers, and the least width of a patch for it.
	lanes8 = 8
	// patchOverread is how many bytes after a patch's line that code reads and leaves unused.
	patchOverread = 12 + chunk - lanes8*channels
)

// patchWork is one patch for the vector code.
type patchWork struct {
	to   *float32
	from *byte
	// stride is the bytes between the patch's lines, again those from a plane to its repetition, 0 if there is none.
	stride, patch, again int
	// planes are the bytes before the plane of a pixel's first, second and third byte.
	planes  [channels]int
	numbers [channels]laneNumbers
}

// laneNumbers normalise one colour, each number eight times.
type laneNumbers struct{ mean, inverse, deviation [lanes8]float32 }

// newPatchWork is that of a spec; nil where the vector code does not serve, or gives other numbers than the table.
func newPatchWork(spec *Spec, t *table, blueFirst bool) *patchWork {
	if !hasFused() || spec.Patch < lanes8 {
		return nil
	}
	w := &patchWork{patch: spec.Patch}
	area := spec.Patch * spec.Patch
	if spec.Temporal > 1 {
		w.again = area * floatBytes
	}
	for c := range channels {
		colour := c
		if blueFirst {
			colour = channels - 1 - c
		}
		w.planes[c] = colour * spec.Temporal * area * floatBytes
		for i := range lanes8 {
			w.numbers[c].mean[i], w.numbers[c].deviation[i] = float32(spec.Mean[colour]), float32(spec.Std[colour])
			w.numbers[c].inverse[i] = 1 / float32(spec.Std[colour])
		}
	}
	if !w.isTable(t, blueFirst) {
		return nil
	}
	return w
}

// isTable makes the numbers of a patch that has every byte of every colour, and compares them.
func (w *patchWork) isTable(t *table, blueFirst bool) bool {
	const side, values = 16, 256
	all := patchWork{patch: side, stride: side * channels, planes: [channels]int{0, values * floatBytes, 2 * values * floatBytes}, numbers: w.numbers}
	var made [channels][values]float32
	var from [values*channels + patchOverread]byte
	for i := range values * channels {
		from[i] = byte(i / channels)
	}
	all.to, all.from = &made[0][0], &from[0]
	patchAVX2(&all)
	if blueFirst {
		made[0], made[channels-1] = made[channels-1], made[0]
	}
	return made == [channels][values]float32(*t)
}

package pixels

// across resamples two rows horizontally; both have overread bytes after them.
func (w *weights) across(toUpper, toLower, upper, lower []byte) {
	if v := w.vectors; v != nil {
		acrossAVX2(&toUpper[0], &toLower[0], &upper[0], &lower[0], w.outputs, &v.offsets[0], &v.groups[0], &v.numbers[0])
		return
	}
	acrossRow(toUpper, upper, w)
	acrossRow(toLower, lower, w)
}

// down blends the scratch's rows, which are those of the span, into its two outputs.
func (w *weights) down(toUpper, toLower []byte, index int, s *scratch) {
	both := &w.spans[index]
	if w.vectors == nil || len(toUpper) < chunk {
		downRows(toUpper, toLower, s.rows[:both.count], both.weights, s.sums[:len(toUpper)])
		return
	}
	w.downOne(toUpper, 2*index, s.rows[both.skipped[0]:both.count], s)
	if 2*index+1 < w.outputs {
		w.downOne(toLower, 2*index+1, s.rows[both.skipped[1]:both.count], s)
	}
}

// downOne blends one output by the vector code.
func (w *weights) downOne(to []byte, output int, rows [][]byte, s *scratch) {
	v := w.vectors
	numbers := v.numbers[v.starts[output]:v.starts[output+1]]
	for i := range numbers {
		// The row that fills the last pair has no weight: any will do.
		s.pointers[i] = &rows[min(i, len(rows)-1)][0]
	}
	downAVX2(&to[0], len(to), &s.pointers[0], &numbers[0], len(numbers)/2)
}

package pixels

// tables hold the model's number of every byte of every colour, and of every byte of a scene picture.
type tables struct {
	numbers [channels][256]float32
	// words are the same rounded to 16 bits, if the spec says how.
	words [channels][256]uint16
	scene [256]float32
}

// newTables rounds as the processor does: v/255 in double precision, then single for what follows.
func newTables(spec *Spec) tables {
	const scale = 1.0 / 255
	var t tables
	for c := range channels {
		for v := range t.numbers[c] {
			t.numbers[c][v] = (float32(float64(v)*scale) - float32(spec.Mean[c])) / float32(spec.Std[c])
			if spec.Word != nil {
				t.words[c][v] = spec.Word(t.numbers[c][v])
			}
			t.scene[v] = float32(v) / 255
		}
	}
	return t
}

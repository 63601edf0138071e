package pixels

// table holds the model's number of every byte of every colour.
type table [channels][256]float32

// newTable rounds as the processor does: v/255 in double precision, then single for what follows.
func newTable(mean, std [3]float64) *table {
	const scale = 1.0 / 255
	var t table
	for c := range t {
		for v := range t[c] {
			t[c][v] = (float32(float64(v)*scale) - float32(mean[c])) / float32(std[c])
		}
	}
	return &t
}

package pixels

// pictureTarget takes the rows of a resized picture, which it may bring from blue first to red first or back.
type pictureTarget struct {
	picture *Picture
	swaps   bool
	// planes take the same as a plane of numbers for each colour, if they are not nil.
	planes []float32
	table  *[256]float32
}

func (t *pictureTarget) row(y int) []byte { return t.picture.row(y) }

func (t *pictureTarget) done(y int) {
	row := t.picture.row(y)
	if t.swaps {
		swapColours(row)
	}
	if t.planes == nil {
		return
	}
	width, plane := t.picture.Width, t.picture.Width*t.picture.Height
	red, green, blue := t.planes[y*width:][:width], t.planes[plane+y*width:][:width], t.planes[2*plane+y*width:][:width]
	for x := range red {
		red[x], green[x], blue[x] = t.table[row[0]], t.table[row[1]], t.table[row[2]]
		row = row[channels:]
	}
}

package pixels

// pictureTarget takes the rows of a resized picture, which it may bring from blue first to red first or back.
type pictureTarget struct {
	picture *Picture
	swaps   bool
}

func (t *pictureTarget) row(y int) []byte { return t.picture.row(y) }

func (t *pictureTarget) done(y int) {
	if t.swaps {
		swapColours(t.picture.row(y))
	}
}

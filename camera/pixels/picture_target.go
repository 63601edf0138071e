package pixels

// pictureTarget takes the rows of a resized picture as they are.
type pictureTarget struct {
	picture *Picture
}

func (t *pictureTarget) row(y int) []byte { return t.picture.row(y) }

func (t *pictureTarget) done(int) {}

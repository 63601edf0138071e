package cloud

// Counts says what became of the pixels.
type Counts struct {
	Pixels, Points int
	removed        [reasons]int
}

// Removed is how many pixels were left out for a reason.
func (c Counts) Removed(reason Reason) int { return c.removed[reason] }

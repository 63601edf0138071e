package camera

// Counts says what became of one camera's frames; those received but neither used nor dropped are waiting.
type Counts struct {
	Received, Used uint64
	dropped        [reasons]uint64
}

// Dropped is how many frames were dropped for a reason.
func (c Counts) Dropped(reason Reason) uint64 {
	if reason < 0 || reason >= reasons {
		return 0
	}
	return c.dropped[reason]
}

// AllDropped is how many frames were dropped for any reason.
func (c Counts) AllDropped() uint64 {
	var sum uint64
	for _, n := range c.dropped {
		sum += n
	}
	return sum
}

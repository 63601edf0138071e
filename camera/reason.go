package camera

// Reason says why a frame was not used.
type Reason int

// The reasons.
const (
	// QueueFull frames were the oldest of a camera when one more than the queue holds came.
	QueueFull Reason = iota
	// MemoryFull frames belong to the earliest moment that waited when more memory did than was allowed.
	MemoryFull
	// Late frames came when a moment as late as theirs had been settled.
	Late
	// Unmatched frames belong to a moment that some camera has gone past without a frame.
	Unmatched
	// PartialSet frames belong to a moment whose deadline passed before every camera had one.
	PartialSet
	// Superseded frames lie before the end of a settled set, in which another frame of their camera fitted better.
	Superseded
	// DuplicateStamp frames have the stamp of their camera's frame before.
	DuplicateStamp
	// ZeroStamp frames have no stamp, or one before 1970.
	ZeroStamp
	// BackwardsStamp frames are older than their camera's frame before.
	BackwardsStamp
	// ClockReset frames were waiting when the stamps began anew.
	ClockReset
	// Delayed frames arrived too long after their stamp.
	Delayed
	// Blurred frames are not sharp enough.
	Blurred
	// Dark frames are underexposed.
	Dark
	// Bright frames are overexposed.
	Bright

	reasons
)

// String is the reason's name in reports.
func (r Reason) String() string {
	names := [reasons]string{
		"queue_full", "memory_full", "late", "unmatched", "partial_set", "superseded", "duplicate_stamp", "zero_stamp", "backwards_stamp", "clock_reset",
		"delayed", "blurred", "dark", "bright",
	}
	if r < 0 || r >= reasons {
		return "unknown"
	}
	return names[r]
}

// Reasons lists all of them.
func Reasons() []Reason {
	all := make([]Reason, reasons)
	for i := range all {
		all[i] = Reason(i)
	}
	return all
}

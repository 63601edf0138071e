package selection

// Cause says why a moment was kept as a key frame, or why it was not or is no longer.
type Cause int

// The causes. Those up to Timed keep a moment.
const (
	// First moments came when none was kept.
	First Cause = iota
	// Moved moments are of a camera that went on.
	Moved
	// Turned moments are of a camera that turned.
	Turned
	// Timed moments came when the interval had passed.
	Timed
	// Near moments are too like one that is kept.
	Near
	// Unplaced moments are of cameras of which nobody said in time where they were.
	Unplaced
	// Crowded moments came shortly after another that still waits for its place.
	Crowded
	// Replaced moments were kept, and were the oldest when one more than may be was kept.
	Replaced
	// Expired moments were kept until they were too old.
	Expired
	// Forgotten moments were there when the stamps began anew.
	Forgotten

	causes
)

// String is the cause's name in reports.
func (c Cause) String() string {
	names := [causes]string{"first", "moved", "turned", "timed", "near", "unplaced", "crowded", "replaced", "expired", "forgotten"}
	if c < 0 || c >= causes {
		return "unknown"
	}
	return names[c]
}

// Keeps tells whether the cause is one to keep a moment.
func (c Cause) Keeps() bool { return c <= Timed }

// Causes lists all of them.
func Causes() []Cause {
	all := make([]Cause, causes)
	for i := range all {
		all[i] = Cause(i)
	}
	return all
}

package bag

import (
	"math"
	"slices"
	"time"
)

// Selection says which messages are read; its zero value is all of them.
type Selection struct {
	// Topics are the names to read; empty is all.
	Topics []string
	// Latched are names of Topics that are read from the bag's beginning on, before all else, where Start leaves that out.
	Latched []string
	// Start is counted from the bag's first message, Duration from Start; a Duration of 0 is to the end.
	Start, Duration time.Duration
}

// filter is a selection in the bag's own time; last is included.
type filter struct {
	topics      []string
	first, last int64
}

func (s Selection) filter(bagStart int64) filter {
	f := filter{topics: s.Topics, first: math.MinInt64, last: math.MaxInt64}
	if s.Start > 0 {
		f.first = add(bagStart, int64(s.Start))
	}
	if s.Duration > 0 {
		f.last = add(max(f.first, bagStart), int64(s.Duration))
	}
	return f
}

// earlier is the filter of latched messages that come before another's; ok is false if there are none.
func (s Selection) earlier(chosen filter) (before filter, ok bool) {
	latched := slices.DeleteFunc(slices.Clone(s.Latched), func(topic string) bool { return !chosen.wants(topic) })
	if len(latched) == 0 || chosen.first == math.MinInt64 {
		return filter{}, false
	}
	return filter{topics: latched, first: math.MinInt64, last: chosen.first - 1}, true
}

func (f filter) wants(topic string) bool {
	return len(f.topics) == 0 || slices.Contains(f.topics, topic)
}

// add stops at the end of time rather than wrap.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

package node

import (
	"slices"
	"testing"
	"time"
)

// TestTriggers has a moment each second, gathered half a second after its stamp, and a message at 2.7 s.
func TestTriggers(t *testing.T) {
	const second = int64(time.Second)
	for name, c := range map[string]struct {
		trigger Trigger
		want    []int
	}{
		"at once":          {Trigger{}, []int{0}},
		"later":            {Trigger{After: 1200 * time.Millisecond}, []int{2}},
		"every two":        {Trigger{Every: 2 * time.Second}, []int{0, 2, 4}},
		"later, every two": {Trigger{After: time.Second, Every: 2 * time.Second}, []int{1, 3, 5}},
		"more often":       {Trigger{Every: time.Nanosecond}, []int{0, 1, 2, 3, 4, 5}},
		"at a stamp":       {Trigger{StampNanos: 103 * second}, []int{3}},
		"between stamps":   {Trigger{StampNanos: 103*second + 1}, []int{4}},
		"after the end":    {Trigger{StampNanos: 110 * second}, nil},
		"on a message":     {Trigger{Topic: "/bump"}, []int{3}},
		"on no message":    {Trigger{Topic: "/other"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			at := trigger{Trigger: c.trigger}
			at.begin(100*second + second/2)
			var got []int
			for moment := range 6 {
				stamp := (100 + int64(moment)) * second
				if moment == 3 {
					at.hear("/bump")
				}
				if at.isDue(stamp, stamp+second/2) {
					at.fire(stamp + second/2)
					got = append(got, moment)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("asked about %v, want %v", got, c.want)
			}
		})
	}
}

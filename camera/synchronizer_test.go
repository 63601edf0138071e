package camera

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
)

const (
	ms      = int64(time.Millisecond)
	oneHour = int64(time.Hour)
)

// settings are those of the tests: 20 ms of tolerance, 200 ms of deadline, 8 frames of queue.
func settings(partial config.Partial) config.Synchronizer {
	return config.Synchronizer{Tolerance: 20 * time.Millisecond, Deadline: 200 * time.Millisecond, Partial: partial, Queue: 8}
}

// script drives a synchroniser with lines of text and writes down what comes of it.
type script struct {
	*Synchronizer[string]
	out []string
}

func newScript(t *testing.T, cameras int, with config.Synchronizer) *script {
	t.Helper()
	s := &script{}
	made, err := NewSynchronizer(cameras, with, func(payload string) { s.out = append(s.out, "-"+payload) })
	if err != nil {
		t.Fatal(err)
	}
	s.Synchronizer = made
	return s
}

// run takes words such as b120@300 (camera b, stamp 120 ms, at 300 ms; @ as the word before without it) or @500.
func (s *script) run(words string) {
	now := int64(0)
	for _, word := range strings.Fields(words) {
		name, at, timed := strings.Cut(word, "@")
		if timed {
			var millis int64
			fmt.Sscan(at, &millis)
			now = millis * ms
		}
		if name == "" {
			s.write(s.Advance(now))
			continue
		}
		var millis int64
		fmt.Sscan(name[1:], &millis)
		s.write(s.Add(Frame[string]{Camera: int(name[0] - 'a'), StampNanos: millis * ms, Bytes: 1 << 20, Payload: name}, now))
	}
}

func (s *script) write(sets []ViewSet[string]) {
	for _, set := range sets {
		var names []string
		for _, f := range set.Frames {
			names = append(names, f.Payload)
		}
		mark := "?"
		if set.Complete {
			mark = "!"
		}
		s.out = append(s.out, strings.Join(names, "+")+mark)
	}
}

func TestSynchronizer(t *testing.T) {
	for name, c := range map[string]struct {
		cameras        int
		partial        config.Partial
		in, out, drops string
	}{
		"one camera":               {1, config.PartialDrop, "a10 a20 a30", "a10! a20! a30!", ""},
		"in order":                 {2, config.PartialDrop, "a100@100 b105@105 b138@138 a133@139", "a100+b105! a133+b138!", ""},
		"on the edge of tolerance": {2, config.PartialDrop, "a100 b120", "a100+b120!", ""},
		"beyond tolerance":         {2, config.PartialDrop, "a100 b121", "-a100", "a unmatched"},
		"beyond tolerance emitted": {2, config.PartialEmit, "a100 b121 a130", "a100? a130+b121!", ""},
		"nearest wins":             {2, config.PartialDrop, "a100 a110 a118 b119", "-a100 -a110 a118+b119!", "a superseded"},
		"nearest may come after":   {2, config.PartialDrop, "a100 a118 b115", "-a100 a118+b115!", "a superseded"},
		"least spread of three":    {3, config.PartialDrop, "a100 a116 b101 b117 c115", "-a100 -b101 a116+b117+c115!", "a superseded b superseded"},
		"earlier kept when better": {3, config.PartialDrop, "a112 a131 b111 b130 c113", "a112+b111+c113!", ""},
		"earlier of equals":        {2, config.PartialDrop, "a100 a120 b110", "a100+b110!", ""},
		"partial keeps others' frames": {4, config.PartialEmit, "a100@100 a118@101 b115@102 c130@103 @299 @301",
			"a100+b115? a118+c130?", ""},
		"hopeless frame only":          {3, config.PartialDrop, "a100 b115 a125 c130", "-a100 a125+b115+c130!", "a unmatched"},
		"camera skips a moment":        {3, config.PartialEmit, "a100 b101 a133 b134 c135", "a100+b101? a133+b134+c135!", ""},
		"camera skips, dropped":        {3, config.PartialDrop, "a100 b101 a133 b134 c135", "-a100 -b101 a133+b134+c135!", "a unmatched b unmatched"},
		"deadline":                     {2, config.PartialEmit, "a100@100 @299 @300", "a100?", ""},
		"deadline drops":               {2, config.PartialDrop, "a100@100 @299 @300", "-a100", "a partial_set"},
		"deadline of first arrival":    {3, config.PartialEmit, "b105@100 a100@150 @299 @300", "a100+b105?", ""},
		"expired settles those before": {2, config.PartialEmit, "a200@100 a200@101 @100 a233@120 @300 @320", "-a200 a200? a233?", "a duplicate_stamp"},
		"late":                         {2, config.PartialEmit, "a100@100 @300 b98@301 b100@302 a133@303 b134@304", "a100? -b98 -b100 a133+b134!", "b late"},
		"queue full":                   {2, config.PartialDrop, "a1 a40 a80 a120 a160 a200 a240 a280 a320", "-a1", "a queue_full"},
		"zero stamp":                   {1, config.PartialDrop, "a0 a-5 a5", "-a0 -a-5 a5!", "a zero_stamp"},
		"duplicate":                    {2, config.PartialDrop, "a5 a5 b6 a5", "-a5 a5+b6! -a5", "a duplicate_stamp"},
		"backwards":                    {2, config.PartialDrop, "a50 a49 b50", "-a49 a50+b50!", "a backwards_stamp"},
		"no such camera":               {2, config.PartialDrop, "c50 a50 b50", "-c50 a50+b50!", ""},
		"camera stops and recovers": {2, config.PartialDrop, "a100@100 b100@100 a200@200 a300@300 @400 a400@400 b400@401 b500@500 a500@501 @5000",
			"a100+b100! -a200 -a300 a400+b400! a500+b500!", "a unmatched a partial_set"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, c.cameras, settings(c.partial))
			s.run(c.in)
			if got := strings.Join(s.out, " "); got != c.out {
				t.Errorf("got  %s\nwant %s", got, c.out)
			}
			if got := drops(s.Counts()); got != c.drops {
				t.Errorf("drops %q, want %q", got, c.drops)
			}
		})
	}
}

// TestSynchronizerHoldsNoMoreMemory lets frames of 1 MiB wait until the bound settles the earliest moment; a camera keeps its only one.
func TestSynchronizerHoldsNoMoreMemory(t *testing.T) {
	for name, c := range map[string]struct {
		cameras, most  int
		partial        config.Partial
		in, out, drops string
	}{
		"no bound":             {2, 0, config.PartialDrop, "a1 a40 a80 a120 a160", "", ""},
		"within the bound":     {2, 4, config.PartialDrop, "a1 a40 a80 a120", "", ""},
		"the earliest goes":    {2, 4, config.PartialDrop, "a1 a40 a80 a120 a160", "-a1", "a memory_full"},
		"with its moment":      {3, 4, config.PartialDrop, "a5 b1 b2 a40 b41 c42", "-a5 -b1 -b2 a40+b41+c42!", "a memory_full b memory_full b superseded"},
		"the only one is kept": {3, 1, config.PartialDrop, "a1 b2", "", ""},
		"fewer than cameras":   {4, 2, config.PartialDrop, "a1 b2 c3 d4", "a1+b2+c3+d4!", ""},
		"what is left matches": {3, 3, config.PartialDrop, "a1 a40 b41 b60 c42", "-a1 a40+b41+c42!", "a memory_full"},
		"a camera is missing":  {3, 3, config.PartialEmit, "a1 b2 a40 b41 a80 b81", "a1+b2? a40+b41?", ""},
	} {
		t.Run(name, func(t *testing.T) {
			with := settings(c.partial)
			with.MaximumMemory = c.most
			s := newScript(t, c.cameras, with)
			s.run(c.in)
			if got := strings.Join(s.out, " "); got != c.out {
				t.Errorf("got  %s\nwant %s", got, c.out)
			}
			if got := drops(s.Counts()); got != c.drops {
				t.Errorf("drops %q, want %q", got, c.drops)
			}
		})
	}
}

func drops(counts []Counts) string {
	var words []string
	for i, c := range counts {
		for _, reason := range Reasons() {
			if c.Dropped(reason) > 0 {
				words = append(words, fmt.Sprintf("%c %s", 'a'+i, reason))
			}
		}
	}
	return strings.Join(words, " ")
}

package camera

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
)

// ledger checks what must hold for every frame and every set, whatever comes.
type ledger struct {
	t           *testing.T
	sync        *Synchronizer[int]
	with        config.Synchronizer
	given       int
	fate        map[int]string
	lastSet     int64
	released    uint64
	used, total uint64
}

func newLedger(t *testing.T, cameras int, with config.Synchronizer) *ledger {
	l := &ledger{t: t, with: with, fate: map[int]string{}}
	made, err := NewSynchronizer(cameras, with, func(id int) { l.settle(id, "released"); l.released++ })
	if err != nil {
		t.Fatal(err)
	}
	l.sync = made
	return l
}

func (l *ledger) settle(id int, fate string) {
	if before, twice := l.fate[id]; twice {
		l.t.Fatalf("frame %d is %s and was %s before", id, fate, before)
	}
	l.fate[id] = fate
}

func (l *ledger) add(camera int, stamp, now int64) {
	l.given++
	l.total++
	settled := l.sync.settledNanos
	sets := l.sync.Add(Frame[int]{Camera: camera, StampNanos: stamp, Bytes: l.given % 3 << 20, Payload: l.given}, now)
	if l.sync.settledNanos < settled {
		// The stamps begin anew.
		l.lastSet = 0
	}
	l.take(sets)
	if l.sync.crowded() {
		l.t.Fatalf("%d bytes wait, more than %d MiB", l.sync.waitingBytes(), l.with.MaximumMemory)
	}
}

func (l *ledger) take(sets []ViewSet[int]) {
	for _, set := range sets {
		least, most, last := int64(math.MaxInt64), int64(0), -1
		for _, f := range set.Frames {
			l.settle(f.Payload, "used")
			l.used++
			least, most = min(least, f.StampNanos), max(most, f.StampNanos)
			if f.Camera <= last {
				l.t.Fatalf("cameras out of order: %+v", set)
			}
			last = f.Camera
		}
		if len(set.Frames) == 0 || most-least > l.with.Tolerance.Nanoseconds() || set.StampNanos != most {
			l.t.Fatalf("set %+v is empty, too wide or wrongly stamped", set)
		}
		if least <= l.lastSet {
			l.t.Fatalf("set %+v begins before the last ended at %d", set, l.lastSet)
		}
		l.lastSet = most
		if complete := len(set.Frames) == len(l.sync.cameras); complete != set.Complete || !complete && l.with.Partial == config.PartialDrop {
			l.t.Fatalf("set %+v is complete: %t", set, complete)
		}
	}
}

// close drops what waits and proves that nothing was lost.
func (l *ledger) close() {
	l.sync.Reset()
	if left := l.sync.waitingBytes(); left != 0 {
		l.t.Fatalf("%d bytes wait after a reset", left)
	}
	var received, used, dropped uint64
	for _, c := range l.sync.Counts() {
		received, used, dropped = received+c.Received, used+c.Used, dropped+c.AllDropped()
	}
	if len(l.fate) != l.given || received != l.total || used != l.used || dropped != l.released || received != used+dropped {
		l.t.Fatalf("%d frames: fates %d, received %d, used %d of %d, dropped %d of %d", l.given, len(l.fate), received, used, l.used, dropped, l.released)
	}
}

func TestSynchronizerLosesNothingWhateverComes(t *testing.T) {
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 1))
		with := config.Synchronizer{
			Tolerance: time.Duration(rng.Int64N(60 * ms)), Deadline: time.Duration(1 + rng.Int64N(300*ms)),
			Partial: []config.Partial{config.PartialDrop, config.PartialEmit}[rng.IntN(2)], Queue: 1 + rng.IntN(10), MaximumMemory: rng.IntN(12),
		}
		cameras := 1 + rng.IntN(6)
		l := newLedger(t, cameras, with)
		now := oneHour
		for range 600 {
			now += rng.Int64N(12 * ms)
			if rng.IntN(10) == 0 {
				l.take(l.sync.Advance(now))
				if next, waiting := l.sync.NextDeadline(); waiting && next <= now {
					t.Fatalf("seed %d: deadline %d has passed at %d", seed, next, now)
				}
				continue
			}
			stamp := now - rng.Int64N(80*ms)
			switch rng.IntN(100) {
			case 0:
				stamp = 0
			case 1:
				stamp += oneHour
			}
			l.add(rng.IntN(cameras), stamp, now)
		}
		l.close()
	}
}

// tick is one moment of a rig: the stamps of the cameras that saw it.
type tick map[int]int64

func randomTicks(rng *rand.Rand, cameras int, with config.Synchronizer) []tick {
	period := 2*with.Tolerance.Nanoseconds() + 1 + rng.Int64N(20*ms)
	var ticks []tick
	for n := range int64(60) {
		seen := tick{}
		for c := range cameras {
			if rng.IntN(8) > 0 {
				seen[c] = oneHour + n*period + rng.Int64N(with.Tolerance.Nanoseconds()+1)
			}
		}
		ticks = append(ticks, seen)
	}
	return ticks
}

// bruteForce tries every combination of one frame for each camera and keeps those within the tolerance.
func bruteForce(frames [][]int64, tolerance int64) (sets []string) {
	chosen := make([]int64, len(frames))
	var try func(camera int, least, most int64)
	try = func(camera int, least, most int64) {
		if camera == len(frames) {
			sets = append(sets, fmt.Sprint(chosen))
			return
		}
		for _, stamp := range frames[camera] {
			if low, high := min(least, stamp), max(most, stamp); high-low <= tolerance {
				chosen[camera] = stamp
				try(camera+1, low, high)
			}
		}
	}
	try(0, math.MaxInt64/2, math.MinInt64/2)
	return sets
}

func TestSynchronizerFindsWhatBruteForceFinds(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 2))
		with := settings(config.PartialDrop)
		with.Deadline = time.Hour
		with.Queue = 100
		cameras := 1 + rng.IntN(6)
		frames := make([][]int64, cameras)
		type arrival struct {
			camera int
			stamp  int64
		}
		var arrivals []arrival
		for _, seen := range randomTicks(rng, cameras, with) {
			for c, stamp := range seen {
				frames[c] = append(frames[c], stamp)
				arrivals = append(arrivals, arrival{c, stamp})
			}
		}
		slices.SortFunc(arrivals, func(a, b arrival) int { return int(a.stamp - b.stamp) })
		want := bruteForce(frames, with.Tolerance.Nanoseconds())
		var got []string
		s, err := NewSynchronizer[struct{}](cameras, with, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range arrivals {
			for _, set := range s.Add(Frame[struct{}]{Camera: a.camera, StampNanos: a.stamp}, a.stamp) {
				var stamps []int64
				for _, f := range set.Frames {
					stamps = append(stamps, f.StampNanos)
				}
				got = append(got, fmt.Sprint(stamps))
			}
		}
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Fatalf("seed %d, %d cameras: %d sets, brute force finds %d", seed, cameras, len(got), len(want))
		}
	}
}

func TestSynchronizerGivesEveryMomentWhenPartialSetsAreWanted(t *testing.T) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 3))
		with := settings(config.PartialEmit)
		cameras := 1 + rng.IntN(6)
		l := newLedger(t, cameras, with)
		var frames uint64
		for n, seen := range randomTicks(rng, cameras, with) {
			if len(seen) == 0 {
				continue
			}
			before := l.used
			now := oneHour + int64(n)*oneHour
			for c, stamp := range seen {
				l.add(c, stamp, now)
			}
			l.take(l.sync.Advance(now + with.Deadline.Nanoseconds()))
			frames += uint64(len(seen))
			if l.used-before != uint64(len(seen)) {
				t.Fatalf("seed %d: moment %d gave %d of %d frames", seed, n, l.used-before, len(seen))
			}
		}
		if l.used != frames {
			t.Fatalf("seed %d: used %d of %d frames", seed, l.used, frames)
		}
		l.close()
	}
}

func TestChoiceIsTheOneOfLeastSpread(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 3000 {
		cameras := 1 + rng.IntN(6)
		c := newChoice(cameras)
		const pivot = 1000
		for i := range c.candidates {
			c.candidates[i] = candidate{index: 0, before: pivot - rng.Int64N(20), after: pivot + 1 + rng.Int64N(20)}
			if rng.IntN(3) == 0 {
				c.candidates[i].after = math.MaxInt64
			}
		}
		fixed := rng.IntN(cameras)
		c.candidates[fixed].before = pivot
		c.narrow(pivot)
		if got, want := spread(c, c.best), leastSpread(c, fixed); got != want || c.best[fixed] != 0 {
			t.Fatalf("%+v: spread %d, least is %d", c.candidates, got, want)
		}
	}
}

func spread(c choice, moved []int) int64 {
	least, most := int64(math.MaxInt64), int64(0)
	for i, from := range c.candidates {
		stamp := []int64{from.before, from.after}[moved[i]]
		least, most = min(least, stamp), max(most, stamp)
	}
	return most - least
}

func leastSpread(c choice, fixed int) int64 {
	least := int64(math.MaxInt64)
	moved := make([]int, len(c.candidates))
	for bits := range 1 << len(moved) {
		for i := range moved {
			moved[i] = bits >> i & 1
		}
		if moved[fixed] != 0 {
			continue
		}
		least = min(least, spread(c, moved))
	}
	return least
}

func TestSynchronizerRecoversWhenTheClockIsSetBack(t *testing.T) {
	for name, jump := range map[string]int64{"set back": -oneHour / 2, "one stamp far ahead": 0} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t, 2, settings(config.PartialDrop))
			now := oneHour
			for range 10 {
				now += 33 * ms
				l.add(0, now, now)
				l.add(1, now, now)
			}
			if jump == 0 {
				l.add(0, now+oneHour, now)
			}
			before := l.used
			for range 60 {
				now += 33 * ms
				l.add(0, now+jump, now)
				l.add(1, now+jump, now)
			}
			if used := l.used - before; used < 60 {
				t.Errorf("%d frames used of the 120 after the jump", used)
			}
			l.close()
		})
	}
}

func TestSynchronizerAllocatesNothing(t *testing.T) {
	const cameras = 6
	s, err := NewSynchronizer[*int](cameras, settings(config.PartialDrop), func(*int) {})
	if err != nil {
		t.Fatal(err)
	}
	now, sets := oneHour, 0
	if n := testing.AllocsPerRun(1000, func() {
		now += 33 * ms
		for c := range cameras {
			sets += len(s.Add(Frame[*int]{Camera: c, StampNanos: now + int64(c)*ms}, now))
		}
	}); n != 0 {
		t.Errorf("%g allocations a moment", n)
	}
	if sets != 1001 {
		t.Errorf("%d sets of 1001 moments", sets)
	}
}

func TestSynchronizerRefusesSettings(t *testing.T) {
	for name, with := range map[string]config.Synchronizer{
		"queue": {Deadline: 1}, "deadline": {Queue: 1}, "tolerance": {Queue: 1, Deadline: 1, Tolerance: -1},
		"memory": {Queue: 1, Deadline: 1, MaximumMemory: -1},
	} {
		if _, err := NewSynchronizer[int](1, with, nil); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, cameras := range []int{0, maximumCameras + 1} {
		if _, err := NewSynchronizer[int](cameras, settings(config.PartialDrop), nil); err == nil {
			t.Errorf("%d cameras are taken", cameras)
		}
	}
}

func BenchmarkSynchronizer(b *testing.B) {
	const cameras = 6
	s, err := NewSynchronizer[int](cameras, settings(config.PartialDrop), nil)
	if err != nil {
		b.Fatal(err)
	}
	now := oneHour
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%cameras == 0 {
			now += 33 * ms
		}
		s.Add(Frame[int]{Camera: i % cameras, StampNanos: now}, now)
	}
}

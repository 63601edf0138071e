package camera

import (
	"fmt"
	"math"
	"time"

	"github.com/thinker3d/thinker3d/config"
)

const (
	maximumCameras = 32
	// clockJump is how far behind a settled moment a stamp is no longer taken for a slow camera's.
	clockJump = 10 * time.Second
	// astrayFrames is how many frames in a row with stamps from the past show that a clock was set back.
	astrayFrames = 10
)

// Synchronizer gathers the frames of several cameras into view sets by their stamps. It has no clock and no goroutine:
// its one caller says what time it is.
//
// Each camera's frames wait in a queue. When every camera has one, the latest of the oldest frames is the pivot: no
// complete set can be earlier. If all oldest frames lie within the tolerance before the pivot there is a complete set;
// of those with the pivot in them the one of least spread is given at once. Frames further before the pivot than the
// tolerance can no longer become complete: their moments are settled as partial sets, given or dropped as configured.
// So is a moment of which a frame has waited for the deadline, counted from its arrival, and each moment before it.
// And so is the earliest moment while more memory waits than may, unless only one frame of each camera does.
//
// Every frame is in one set or dropped for one reason, exactly. No set is wider than the tolerance. Every frame of a
// set is later than all frames of the sets before it. A camera that stops makes partial sets of the others' frames,
// and is in again with its next frame. If a camera's stamps stay behind its own, or far behind the last moment settled,
// for ten frames in a row, a clock was set back: all is forgotten as by Reset.
type Synchronizer[T any] struct {
	tolerance, deadline int64
	// maximumBytes is what may wait, 0 is any.
	maximumBytes int
	emitPartial  bool
	release      func(T)
	cameras      []frameQueue[T]
	// settledNanos is the latest stamp of the last moment that was given or dropped.
	settledNanos int64
	sets         []ViewSet[T]
	choice       choice
}

// NewSynchronizer makes one for the cameras 0…cameras-1. The payload of each dropped frame goes to release; nil leaves
// it to the garbage collector.
func NewSynchronizer[T any](cameras int, settings config.Synchronizer, release func(T)) (*Synchronizer[T], error) {
	if cameras < 1 || cameras > maximumCameras {
		return nil, fmt.Errorf("synchroniser: %d cameras: must be 1 to %d", cameras, maximumCameras)
	}
	if settings.Queue < 1 || settings.Tolerance < 0 || settings.Deadline <= 0 || settings.MaximumMemory < 0 {
		return nil, fmt.Errorf("synchroniser: queue %d, tolerance %s, deadline %s and memory %d MiB: must be at least 1, 0s, above 0s and at least 0", settings.Queue, settings.Tolerance, settings.Deadline, settings.MaximumMemory)
	}
	s := &Synchronizer[T]{
		tolerance: settings.Tolerance.Nanoseconds(), deadline: settings.Deadline.Nanoseconds(), maximumBytes: settings.MaximumMemory << 20,
		emitPartial: settings.Partial == config.PartialEmit, release: release,
		cameras: make([]frameQueue[T], cameras), choice: newChoice(cameras),
	}
	for i := range s.cameras {
		s.cameras[i].ring = make([]Frame[T], settings.Queue)
	}
	return s, nil
}

// Add takes a frame, whose ArrivalNanos it sets to nowNanos, and gives the sets that this completes or settles, in the
// order of their stamps. They are valid until the next call. A frame of a camera that does not exist is released.
func (s *Synchronizer[T]) Add(frame Frame[T], nowNanos int64) []ViewSet[T] {
	s.begin()
	if frame.Camera < 0 || frame.Camera >= len(s.cameras) {
		s.free(frame)
		return nil
	}
	frame.ArrivalNanos = nowNanos
	queue := &s.cameras[frame.Camera]
	queue.counts.Received++
	if reason, refused := s.refuses(queue, frame.StampNanos); refused {
		s.drop(frame, reason)
		return s.settle(nowNanos)
	}
	if queue.held == len(queue.ring) {
		s.drop(queue.pop(), QueueFull)
	}
	queue.push(frame)
	return s.settle(nowNanos)
}

// Skip counts a frame that its caller does not hand in, and why.
func (s *Synchronizer[T]) Skip(camera int, reason Reason) {
	if camera < 0 || camera >= len(s.cameras) || reason < 0 || reason >= reasons {
		return
	}
	s.cameras[camera].counts.Received++
	s.cameras[camera].counts.dropped[reason]++
}

// Advance gives the sets whose deadline has passed. They are valid until the next call.
func (s *Synchronizer[T]) Advance(nowNanos int64) []ViewSet[T] {
	s.begin()
	return s.settle(nowNanos)
}

// NextDeadline is when Advance will have something to do if no frame comes; false if nothing is waiting.
func (s *Synchronizer[T]) NextDeadline() (nanos int64, waiting bool) {
	first := int64(math.MaxInt64)
	for i := range s.cameras {
		if q := &s.cameras[i]; q.held > 0 {
			first, waiting = min(first, q.at(0).ArrivalNanos), true
		}
	}
	return first + min(s.deadline, math.MaxInt64-first), waiting
}

// Reset drops all waiting frames and forgets all stamps, as is needed when the time jumps back.
func (s *Synchronizer[T]) Reset() {
	for i := range s.cameras {
		q := &s.cameras[i]
		for q.held > 0 {
			s.drop(q.pop(), ClockReset)
		}
		q.lastNanos, q.astray = 0, 0
	}
	s.settledNanos = 0
}

// Counts says what became of each camera's frames until now.
func (s *Synchronizer[T]) Counts() []Counts {
	counts := make([]Counts, len(s.cameras))
	for i := range s.cameras {
		counts[i] = s.cameras[i].counts
	}
	return counts
}

// refuses tells whether a stamp is of no use and why, and notices when the stamps begin anew.
func (s *Synchronizer[T]) refuses(q *frameQueue[T], stamp int64) (Reason, bool) {
	if stamp <= 0 {
		return ZeroStamp, true
	}
	if stamp == q.lastNanos {
		return DuplicateStamp, true
	}
	backwards := stamp < q.lastNanos
	if !backwards && stamp > s.settledNanos {
		q.astray = 0
		return 0, false
	}
	if backwards || s.settledNanos-stamp > clockJump.Nanoseconds() {
		q.astray++
	}
	if q.astray > astrayFrames {
		s.Reset()
		return 0, false
	}
	if backwards {
		return BackwardsStamp, true
	}
	return Late, true
}

func (s *Synchronizer[T]) drop(frame Frame[T], reason Reason) {
	s.cameras[frame.Camera].counts.dropped[reason]++
	s.free(frame)
}

func (s *Synchronizer[T]) free(frame Frame[T]) {
	if s.release != nil {
		s.release(frame.Payload)
	}
}

// begin forgets the sets of the call before, and with them their payloads.
func (s *Synchronizer[T]) begin() {
	for i := range s.sets {
		clear(s.sets[i].Frames)
	}
	s.sets = s.sets[:0]
}

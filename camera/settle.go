package camera

import (
	"math"
	"slices"
)

// settle gives or drops every moment that is decided.
func (s *Synchronizer[T]) settle(nowNanos int64) []ViewSet[T] {
	for {
		earliest, pivot, all := s.heads()
		switch {
		case earliest == math.MaxInt64:
			return s.sets
		case all && pivot-earliest <= s.tolerance:
			s.take(earliest, math.MaxInt64, Superseded)
		case all:
			s.take(earliest, pivot-s.tolerance, Unmatched)
		case s.expired(nowNanos):
			s.take(earliest, math.MaxInt64, PartialSet)
		case s.crowded():
			s.take(earliest, math.MaxInt64, MemoryFull)
		default:
			return s.sets
		}
	}
}

// crowded tells whether more memory waits than may, and not only what is the one frame of each camera.
func (s *Synchronizer[T]) crowded() bool {
	if s.maximumBytes == 0 || s.waitingBytes() <= s.maximumBytes {
		return false
	}
	return slices.ContainsFunc(s.cameras, func(q frameQueue[T]) bool { return q.held > 1 })
}

func (s *Synchronizer[T]) waitingBytes() (bytes int) {
	for i := range s.cameras {
		bytes += s.cameras[i].bytes
	}
	return bytes
}

// heads looks at the oldest frame of each camera: the earliest stamp, the latest, and whether every camera has one.
func (s *Synchronizer[T]) heads() (earliest, latest int64, all bool) {
	earliest, all = math.MaxInt64, true
	for i := range s.cameras {
		if s.cameras[i].held == 0 {
			all = false
			continue
		}
		stamp := s.cameras[i].at(0).StampNanos
		earliest, latest = min(earliest, stamp), max(latest, stamp)
	}
	return earliest, latest, all
}

func (s *Synchronizer[T]) expired(nowNanos int64) bool {
	deadline, waiting := s.NextDeadline()
	return waiting && nowNanos >= deadline
}

// take settles the moment that begins with the earliest waiting frame, of frames before the limit: it gives the best
// set of them, or drops it for the reason if it is partial and such are not wanted. Frames that the set leaves behind
// are dropped as superseded.
func (s *Synchronizer[T]) take(earliest, limit int64, reason Reason) {
	members := s.choose(earliest, limit)
	complete := members == len(s.cameras)
	give := complete || s.emitPartial
	var set *ViewSet[T]
	if give {
		set = s.nextSet(complete)
	}
	last := s.choice.latest()
	for i := range s.cameras {
		q, chosen := &s.cameras[i], s.choice.best[i]
		for n := 0; q.held > 0 && (n <= chosen || q.at(0).StampNanos <= last); n++ {
			switch frame := q.pop(); {
			case n != chosen:
				s.drop(frame, Superseded)
			case give:
				q.counts.Used++
				set.Frames = append(set.Frames, frame)
			default:
				s.drop(frame, reason)
			}
		}
	}
	s.settledNanos = last
	if give {
		set.StampNanos = last
	}
}

// nextSet takes the next place for a set and keeps the frames' memory of what was there.
func (s *Synchronizer[T]) nextSet(complete bool) *ViewSet[T] {
	if len(s.sets) < cap(s.sets) {
		s.sets = s.sets[:len(s.sets)+1]
	} else {
		s.sets = append(s.sets, ViewSet[T]{})
	}
	set := &s.sets[len(s.sets)-1]
	set.Complete = complete
	if set.Frames = set.Frames[:0]; cap(set.Frames) < len(s.cameras) {
		set.Frames = make([]Frame[T], 0, len(s.cameras))
	}
	return set
}

// choose finds the best set that begins with the earliest frame and says of how many cameras it is.
func (s *Synchronizer[T]) choose(earliest, limit int64) (members int) {
	pivot := earliest
	for i := range s.cameras {
		if q := &s.cameras[i]; s.isMember(q, earliest, limit) {
			pivot = max(pivot, q.at(0).StampNanos)
			members++
		}
	}
	for i := range s.cameras {
		q, c := &s.cameras[i], &s.choice.candidates[i]
		*c = candidate{index: absent}
		if !s.isMember(q, earliest, limit) {
			continue
		}
		c.index = q.latest(pivot)
		c.before, c.after = q.at(c.index).StampNanos, math.MaxInt64
		// A partial set stays before its pivot, so that a camera that it lacks loses no frame to it.
		if members == len(s.cameras) && c.index+1 < q.held {
			c.after = q.at(c.index + 1).StampNanos
		}
	}
	s.choice.narrow(pivot)
	return members
}

// isMember tells whether a camera's oldest frame can be in a set with the earliest.
func (s *Synchronizer[T]) isMember(q *frameQueue[T], earliest, limit int64) bool {
	return q.held > 0 && q.at(0).StampNanos < limit && q.at(0).StampNanos-earliest <= s.tolerance
}

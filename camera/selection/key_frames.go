package selection

import "slices"

const (
	// maximumPending is how many moments wait for their places.
	maximumPending = 4
	// pendingSpacingNanos is how far apart those are: views that are nearer in time show the same.
	pendingSpacingNanos = 100e6
)

// KeyFrames keeps moments that show a place from somewhere else: its cameras have moved or turned since each of those kept, or
// some time has passed. A moment whose place is not yet known waits, so that what is kept follows from the order of moments and
// places alone.
//
// Each moment given is in the end handed to release, once.
type KeyFrames[M any] struct {
	rules   Rules
	places  Places[M]
	release func(M)
	// pending and kept are in the order of their stamps.
	pending, kept []keyFrame[M]
	counts        [causes]uint64
}

type keyFrame[M any] struct {
	moment     M
	stampNanos int64
	places     []Place
}

// NewKeyFrames keeps none at first.
func NewKeyFrames[M any](rules Rules, places Places[M], release func(M)) *KeyFrames[M] {
	return &KeyFrames[M]{rules: rules, places: places, release: release}
}

// Add takes over the newest moment. One that is not later than those before means that the stamps began anew: they are forgotten.
func (k *KeyFrames[M]) Add(moment M, stampNanos int64) {
	if stampNanos <= k.newest() {
		k.Reset()
	}
	added := keyFrame[M]{moment: moment, stampNanos: stampNanos}
	k.Settle()
	k.expire(stampNanos)
	if last := len(k.pending) - 1; last >= 0 && stampNanos-k.pending[last].stampNanos < pendingSpacingNanos {
		k.drop(added, Crowded)
		return
	}
	k.pending = append(k.pending, added)
	k.Settle()
	if len(k.pending) > maximumPending {
		oldest := k.pending[0]
		oldest.places, _ = k.places.Of(oldest.moment)
		k.pending = slices.Delete(k.pending, 0, 1)
		k.judge(oldest)
	}
}

// Settle decides on the moments whose places have become known.
func (k *KeyFrames[M]) Settle() {
	for len(k.pending) > 0 {
		oldest := k.pending[0]
		if k.rules.byMotion() {
			known, waiting := k.places.Of(oldest.moment)
			if waiting {
				return
			}
			oldest.places = known
		}
		k.pending = slices.Delete(k.pending, 0, 1)
		k.judge(oldest)
	}
}

// Before lists the kept moments before a stamp, newest first. They stay ours.
func (k *KeyFrames[M]) Before(stampNanos int64) []M {
	k.Settle()
	k.expire(stampNanos)
	var found []M
	for _, one := range slices.Backward(k.kept) {
		if one.stampNanos < stampNanos {
			found = append(found, one.moment)
		}
	}
	return found
}

// Reset forgets all moments, as is needed when the time jumps back.
func (k *KeyFrames[M]) Reset() {
	for _, one := range slices.Concat(k.kept, k.pending) {
		k.drop(one, Forgotten)
	}
	k.kept, k.pending = nil, nil
}

// Kept is how many are kept now.
func (k *KeyFrames[M]) Kept() int { return len(k.kept) }

// Count is how many moments were kept, not kept or kept no longer for a cause until now.
func (k *KeyFrames[M]) Count(cause Cause) uint64 {
	if cause < 0 || cause >= causes {
		return 0
	}
	return k.counts[cause]
}

func (k *KeyFrames[M]) newest() int64 {
	for _, of := range [][]keyFrame[M]{k.pending, k.kept} {
		if len(of) > 0 {
			return of[len(of)-1].stampNanos
		}
	}
	return 0
}

func (k *KeyFrames[M]) judge(one keyFrame[M]) {
	cause := k.causeOf(one)
	if !cause.Keeps() {
		k.drop(one, cause)
		return
	}
	k.counts[cause]++
	k.kept = append(k.kept, one)
	if len(k.kept) > k.rules.Most {
		k.drop(k.kept[0], Replaced)
		k.kept = slices.Delete(k.kept, 0, 1)
	}
}

func (k *KeyFrames[M]) causeOf(one keyFrame[M]) Cause {
	last := len(k.kept) - 1
	switch {
	case k.rules.IntervalNanos > 0 && last < 0:
		return First
	case k.rules.IntervalNanos > 0 && one.stampNanos-k.kept[last].stampNanos >= k.rules.IntervalNanos:
		return Timed
	case !k.rules.byMotion():
		return Near
	case len(one.places) == 0:
		return Unplaced
	}
	cause := First
	for _, kept := range k.kept {
		if len(kept.places) == 0 {
			continue // kept for its time
		}
		why, far := k.rules.apart(kept.places, one.places)
		if !far {
			return Near
		}
		cause = why
	}
	return cause
}

// expire lets go of what is too old beside a moment.
func (k *KeyFrames[M]) expire(stampNanos int64) {
	for len(k.kept) > 0 && stampNanos-k.kept[0].stampNanos > k.rules.WindowNanos {
		k.drop(k.kept[0], Expired)
		k.kept = slices.Delete(k.kept, 0, 1)
	}
}

func (k *KeyFrames[M]) drop(one keyFrame[M], cause Cause) {
	k.counts[cause]++
	k.release(one.moment)
}

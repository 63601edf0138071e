package cloud

import "math"

const (
	// maximumDepth bounds depths, in the scene's unit, so that every point is a finite float32.
	maximumDepth = 1e9
	halfBits     = 16
)

// ranks finds the value of a rank among confidences, by two counts of their bits.
type ranks struct {
	counts *[1 << halfBits]uint32
}

// sound tells whether a pixel can be used.
func sound(depth, confidence float32) bool {
	return depth > 0 && depth <= maximumDepth && confidence-confidence == 0
}

// least is the smallest confidence that is not among the share q of the least certain usable pixels, as of sorted values between which it is
// interpolated; minus infinity if there are none.
func (r *ranks) least(views []View, q float64) float32 {
	if r.counts == nil {
		r.counts = new([1 << halfBits]uint32)
	}
	if !(q > 0) {
		return float32(math.Inf(-1))
	}
	clear(r.counts[:])
	usable := 0
	for i := range views {
		if v := &views[i]; !v.Absent {
			depths := v.Depth[:len(v.Confidence)]
			for at, confidence := range v.Confidence {
				if sound(depths[at], confidence) {
					r.counts[ordered(confidence)>>halfBits]++
					usable++
				}
			}
		}
	}
	if usable == 0 {
		return float32(math.Inf(-1))
	}
	rank := uint32(math.Ceil(min(q, 1) * float64(usable-1)))
	high, rank := r.find(rank)
	clear(r.counts[:])
	for i := range views {
		if v := &views[i]; !v.Absent {
			depths := v.Depth[:len(v.Confidence)]
			for at, confidence := range v.Confidence {
				if key := ordered(confidence); key>>halfBits == high && sound(depths[at], confidence) {
					r.counts[key&(1<<halfBits-1)]++
				}
			}
		}
	}
	low, _ := r.find(rank)
	return unordered(high<<halfBits | low)
}

// find is the count in which a rank lies, and the rank within it.
func (r *ranks) find(rank uint32) (uint32, uint32) {
	for at, count := range r.counts {
		if rank < count {
			return uint32(at), rank
		}
		rank -= count
	}
	return uint32(len(r.counts) - 1), 0
}

// ordered are bits that compare as the numbers do.
func ordered(value float32) uint32 {
	bits := math.Float32bits(value)
	if bits>>31 != 0 {
		return ^bits
	}
	return bits | 1<<31
}

func unordered(bits uint32) float32 {
	if bits>>31 != 0 {
		return math.Float32frombits(bits &^ (1 << 31))
	}
	return math.Float32frombits(^bits)
}

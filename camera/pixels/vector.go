package pixels

import "math"

const (
	// tapsInGroup is how many source pixels one step of the horizontal vector code takes.
	tapsInGroup = 4
	// chunk is how many bytes one step of the vector code reads.
	chunk = 16
	// overread is how many bytes after a row the horizontal vector code reads and leaves unused.
	overread = chunk - tapsInGroup*channels
	// splitBits is where a weight is cut in two: products of a byte with 16 bits add up without loss in 32.
	splitBits = 8
)

// vectorWeights hold the weights of every output for the vector code, two to a number: those of an even and an odd
// source position in the low and high 16 bits, first their upper parts, then their lower.
type vectorWeights struct {
	// offsets are the bytes before each output's first source pixel, groups how many steps it takes; horizontal only.
	offsets, groups []int32
	// starts are where each output's numbers begin; vertical only.
	starts  []int32
	numbers []uint32
}

// acrossVectors arranges the weights of a horizontal axis; nil where the vector code does not serve.
func acrossVectors(a axis) *vectorWeights {
	v := &vectorWeights{}
	for i := range a.count {
		fixed, first := a.fixedWeights(a.first + i)
		groups := (len(fixed) + tapsInGroup - 1) / tapsInGroup
		room := a.from - groups*tapsInGroup
		if room < 0 || !splits(fixed) {
			return nil
		}
		shift := max(0, first-room)
		padded := make([]int64, groups*tapsInGroup)
		copy(padded[shift:], fixed)
		v.offsets = append(v.offsets, int32((first-shift)*channels))
		v.groups = append(v.groups, int32(groups))
		v.append(padded)
	}
	return v
}

// downVectors arranges the weights of a vertical axis; nil where the vector code does not serve.
func downVectors(a axis) *vectorWeights {
	v := &vectorWeights{}
	for i := range a.count {
		fixed, _ := a.fixedWeights(a.first + i)
		if !splits(fixed) {
			return nil
		}
		v.starts = append(v.starts, int32(len(v.numbers)))
		if len(fixed)%2 != 0 {
			fixed = append(fixed, 0)
		}
		v.append(fixed)
	}
	v.starts = append(v.starts, int32(len(v.numbers)))
	return v
}

func splits(fixed []int64) bool {
	for _, k := range fixed {
		if upper := k >> splitBits; upper < math.MinInt16 || upper > math.MaxInt16 {
			return false
		}
	}
	return true
}

func (v *vectorWeights) append(fixed []int64) {
	const lower = 1<<splitBits - 1
	for i := 0; i < len(fixed); i += 2 {
		even, odd := fixed[i], fixed[i+1]
		v.numbers = append(v.numbers,
			uint32(uint16(even>>splitBits))|uint32(uint16(odd>>splitBits))<<16,
			uint32(even&lower)|uint32(odd&lower)<<16)
	}
}

package pixels

import "math"

const (
	// precision is the number of fraction bits of Pillow's 8-bit weights: 32 less 8 for the value and 2 for overshoot.
	precision = 32 - 8 - 2
	half      = 1 << (precision - 1)
	laneBits  = 32
	// bothHalves rounds the sums of both lanes.
	bothHalves = half + half<<laneBits
)

// span is the stretch of the source that two neighbouring outputs are made of.
type span struct {
	first, count int
	// skipped is how many source positions lie before each of the outputs' own.
	skipped [2]int
	// weights holds one number for each source position: the first output's weight in the low 32 bits plus the
	// second's times 2^32. One 64-bit multiplication so serves two outputs.
	weights []int64
}

// weights says how one axis is resampled: outputs 2i and 2i+1 from spans[i].
type weights struct {
	outputs int
	spans   []span
	// widest is the largest count of the spans.
	widest int
	// vectors are nil where the vector code does not serve.
	vectors *vectorWeights
}

// axis is one direction of a resize, of which only the outputs first…first+count-1 are wanted.
type axis struct {
	from, to     int
	first, count int
	resampling   Resampling
}

// skipped tells whether Pillow leaves this direction alone.
func (a axis) skipped() bool { return a.from == a.to }

func newWeights(a axis) *weights {
	w := &weights{outputs: a.count, spans: make([]span, 0, (a.count+1)/2)}
	for i := 0; i < a.count; i += 2 {
		low, lowFirst := a.fixedWeights(a.first + i)
		var high []int64
		highFirst := lowFirst
		if i+1 < a.count {
			high, highFirst = a.fixedWeights(a.first + i + 1)
		}
		first := min(lowFirst, highFirst)
		last := max(lowFirst+len(low), highFirst+len(high))
		s := span{
			first: first, count: last - first, weights: make([]int64, last-first),
			skipped: [2]int{lowFirst - first, highFirst - first},
		}
		for j, v := range low {
			s.weights[lowFirst-first+j] += v
		}
		for j, v := range high {
			s.weights[highFirst-first+j] += v << laneBits
		}
		w.spans = append(w.spans, s)
		w.widest = max(w.widest, s.count)
	}
	return w
}

// fixedWeights gives the weights of one output and the source position of the first: Pillow's precompute_coeffs
// followed by normalize_coeffs_8bpc, operation by operation.
func (a axis) fixedWeights(output int) (fixed []int64, first int) {
	scale := float64(a.from) / float64(a.to)
	stretch := max(scale, 1)
	support := a.resampling.support() * stretch
	centre := (float64(output) + 0.5) * scale
	first = max(0, int(centre-support+0.5))
	last := min(a.from, int(centre+support+0.5))
	values := make([]float64, last-first)
	sum := 0.0
	for i := range values {
		values[i] = a.resampling.weight((float64(i+first) - centre + 0.5) * (1 / stretch))
		sum += values[i]
	}
	fixed = make([]int64, len(values))
	for i, v := range values {
		if sum != 0 {
			v /= sum
		}
		fixed[i] = int64(math.Copysign(0.5, v) + float64(v*(1<<precision)))
	}
	return fixed, first
}

// lanes splits a sum into the two outputs' bytes.
func lanes(sum int64) (low, high byte) {
	a := int32(sum)
	b := int32((sum - int64(a)) >> laneBits)
	return clip(a >> precision), clip(b >> precision)
}

func clip(v int32) byte {
	if uint32(v) > math.MaxUint8 {
		return byte(^(v >> 31))
	}
	return byte(v)
}

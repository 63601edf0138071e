package decode

// weight is a token and its share of the choice.
type weight struct {
	token  int64
	weight float64
}

func (w weight) before(other weight) bool {
	return w.weight > other.weight || w.weight == other.weight && w.token < other.token
}

// weightHeap gives weights from the greatest on without sorting all of them; the lower token comes first among equals.
type weightHeap []weight

func (h weightHeap) order() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.sink(i)
	}
}

// pop takes the first away.
func (h weightHeap) pop() weightHeap {
	last := len(h) - 1
	h[0] = h[last]
	h = h[:last]
	if last > 0 {
		h.sink(0)
	}
	return h
}

func (h weightHeap) sink(i int) {
	for {
		child := 2*i + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(h[i]) {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}

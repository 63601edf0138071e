package cloud

import "math"

const maximumNeighbours = 64

// nearest keeps the smallest of the squared distances that it meets, in order.
type nearest struct {
	squares [maximumNeighbours]float32
	count   int
}

func (n *nearest) begin(count int, most float32) {
	n.count = count
	for i := range count {
		n.squares[i] = most
	}
}

func (n *nearest) meet(square float32) {
	at := n.count - 1
	if !(square < n.squares[at]) {
		return
	}
	for at > 0 && n.squares[at-1] > square {
		n.squares[at] = n.squares[at-1]
		at--
	}
	n.squares[at] = square
}

func (n *nearest) mean() float32 {
	var sum float64
	for _, square := range n.squares[:n.count] {
		sum += math.Sqrt(float64(square))
	}
	return float32(sum / float64(n.count))
}

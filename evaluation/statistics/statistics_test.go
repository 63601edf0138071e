package statistics

import (
	"math"
	"math/big"
	"testing"
)

// TestTheIntervalEndsWhereItIsDefinedToEnd solves the definition at both bounds: a share as far from its bound as z of
// the bound's own standard deviations.
func TestTheIntervalEndsWhereItIsDefinedToEnd(t *testing.T) {
	const z = 1.959963984540054
	for _, c := range [][2]int{{0, 1}, {1, 1}, {0, 7}, {3, 7}, {7, 7}, {555, 1000}, {1, 1050}, {1050, 1050}, {790, 1050}} {
		right, total := c[0], c[1]
		s := NewShare(right, total)
		if s.Low < 0 || s.High > 1 || s.Low > s.Value || s.High < s.Value {
			t.Errorf("%d of %d: %+v", right, total, s)
		}
		for _, bound := range []float64{s.Low, s.High} {
			if bound == 0 || bound == 1 {
				continue
			}
			far := math.Abs(s.Value-bound) / math.Sqrt(bound*(1-bound)/float64(total))
			if math.Abs(far-z) > 1e-9 {
				t.Errorf("%d of %d: bound %v is %v standard deviations away, want %v", right, total, bound, far, z)
			}
		}
	}
	if none := NewShare(0, 0); none.Low != 0 || none.High != 1 {
		t.Errorf("of nothing: %+v", none)
	}
}

// TestMcNemarCountsCoins compares with the sum of whole numbers.
func TestMcNemarCountsCoins(t *testing.T) {
	for lost := range 40 {
		for _, won := range []int{0, 1, 2, 7, 31, 200} {
			got, want := McNemar(lost, won), coins(lost, won)
			if math.Abs(got-want) > 1e-12+1e-9*want {
				t.Errorf("McNemar(%d, %d) = %v, want %v", lost, won, got, want)
			}
			if got != McNemar(won, lost) {
				t.Errorf("McNemar(%d, %d) depends on the order", lost, won)
			}
		}
	}
}

func coins(lost, won int) float64 {
	n, tail := int64(lost+won), new(big.Int)
	for k := range int64(min(lost, won)) + 1 {
		tail.Add(tail, new(big.Int).Binomial(n, k))
	}
	p, _ := new(big.Rat).SetFrac(tail.Lsh(tail, 1), new(big.Int).Lsh(big.NewInt(1), uint(n))).Float64()
	return min(1, p)
}

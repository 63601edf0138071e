// Package statistics says how sure a count of right answers is.
package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Share is how many of a total are right, as a share of 0 to 1 with the bounds of its 95 % Wilson interval.
type Share struct {
	Right int     `json:"right"`
	Total int     `json:"total"`
	Value float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// confidence is that of the interval.
const confidence = 0.95

// NewShare counts; of a total of 0 nothing is known, so the interval is all of 0 to 1 and the share 0.
//
// The interval holds every share p from which right/total lies at most z standard deviations of p away (E. B. Wilson, 1927).
func NewShare(right, total int) Share {
	if total < 1 {
		return Share{High: 1}
	}
	z := distuv.UnitNormal.Quantile(1 - (1-confidence)/2)
	n, p := float64(total), float64(right)/float64(total)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	s := Share{Right: right, Total: total, Value: p, Low: middle - half, High: middle + half}
	if right == 0 {
		s.Low = 0
	}
	if right == total {
		s.High = 1
	}
	return s
}

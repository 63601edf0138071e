package lens

import "math"

// risesUpTo is up to where, at most to `most`, a function rises whose slope is given: until the slope is first not above 0.
func risesUpTo(most float64, slope func(float64) float64) float64 {
	const step = 1e-3
	rises := 0.0
	for rises < most {
		next := min(most, rises+step*(1+rises))
		if slope(next) > 0 {
			rises = next
			continue
		}
		for range 60 {
			if middle := (rises + next) / 2; slope(middle) > 0 {
				rises = middle
			} else {
				next = middle
			}
		}
		return rises
	}
	return most
}

// invert is where between 0 and limit a rising function has a value, by the Pegasus method (Dowell and Jarratt 1972): two places always enclose it.
func invert(rising func(float64) float64, limit, value float64) float64 {
	before, last := 0.0, limit
	missBefore, missLast := rising(before)-value, rising(last)-value
	if missLast <= 0 {
		return last
	}
	if missBefore >= 0 {
		return before
	}
	for range 100 {
		next := last - missLast*(last-before)/(missLast-missBefore)
		miss := rising(next) - value
		if next == last || math.Abs(miss) <= 1e-16*value {
			return next
		}
		if miss*missLast < 0 {
			before, missBefore = last, missLast
		} else {
			missBefore *= missLast / (missLast + miss)
		}
		last, missLast = next, miss
	}
	return last
}

package scene

import "math"

// quantile is the value below which the share q of the values lies, between two values in proportion; it reorders them.
func quantile(values []float32, q float64) float64 {
	at := min(max(q, 0), 1) * float64(len(values)-1)
	low := int(math.Floor(at))
	lower := float64(order(values, low))
	if float64(low) == at {
		return lower
	}
	upper := float64(values[low+1])
	for _, value := range values[low+2:] {
		upper = min(upper, float64(value))
	}
	return lower + (upper-lower)*(at-float64(low))
}

// order puts the k-th smallest value at k, smaller ones before it and greater ones after it (Hoare's selection).
func order(values []float32, k int) float32 {
	from, to := 0, len(values)-1
	for from < to {
		pivot := middle(values[from], values[(from+to)/2], values[to])
		i, j := from, to
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			to = j
		case k >= i:
			from = i
		default:
			return values[k]
		}
	}
	return values[k]
}

func middle(a, b, c float32) float32 { return max(min(a, b), min(max(a, b), c)) }

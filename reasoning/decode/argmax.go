package decode

// argmax is the first of the highest scores, or an error if any is not finite.
func argmax(scores []float32) (int64, error) {
	best, highest := 0, scores[0]
	// A finite number times 0 is 0, all others give what is not a number; four sums wait less for each other than one.
	var a, b, c, d float32
	i := 0
	for ; i+4 <= len(scores); i += 4 {
		four := scores[i : i+4 : i+4]
		a += four[0] * 0
		b += four[1] * 0
		c += four[2] * 0
		d += four[3] * 0
		if four[0] > highest || four[1] > highest || four[2] > highest || four[3] > highest {
			for j, score := range four {
				if score > highest {
					best, highest = i+j, score
				}
			}
		}
	}
	for ; i < len(scores); i++ {
		a += scores[i] * 0
		if scores[i] > highest {
			best, highest = i, scores[i]
		}
	}
	if a+b+c+d == 0 {
		return int64(best), nil
	}
	return 0, nonFinite(scores)
}

func nonFinite(scores []float32) *NonFiniteError {
	failure := &NonFiniteError{}
	for i, score := range scores {
		if score-score != 0 {
			if failure.Count == 0 {
				failure.Token = i
			}
			failure.Count++
		}
	}
	return failure
}

package statistics

import "gonum.org/v1/gonum/stat/distuv"

// McNemar is the exact two-sided probability that chance alone parts two raters so far who differ on lost + won pairs:
// each such pair falls to either side like a fair coin (Q. McNemar, 1947; the exact form is the sign test).
func McNemar(lost, won int) float64 {
	if lost+won < 1 {
		return 1
	}
	coin := distuv.Binomial{N: float64(lost + won), P: 0.5}
	return min(1, 2*coin.CDF(float64(min(lost, won))))
}

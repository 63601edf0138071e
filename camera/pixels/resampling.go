package pixels

import (
	"fmt"
	"math"
)

// Resampling names one of Pillow's antialiased filters.
type Resampling string

// The filters, by Pillow's names.
const (
	Bilinear Resampling = "bilinear"
	Bicubic  Resampling = "bicubic"
	Lanczos  Resampling = "lanczos"
)

const (
	bicubicSharpness = -0.5
	lanczosLobes     = 3
)

func (r Resampling) check() error {
	if r.support() == 0 {
		return fmt.Errorf("resampling %q is none of %s, %s, %s", string(r), Bilinear, Bicubic, Lanczos)
	}
	return nil
}

// support is the filter's reach on one side, in pixels of the smaller picture; 0 for an unknown filter.
func (r Resampling) support() float64 {
	switch r {
	case Bilinear:
		return 1
	case Bicubic:
		return 2
	case Lanczos:
		return lanczosLobes
	}
	return 0
}

// weight is the filter's value at x. The explicit conversions keep products from being fused with sums, which
// would round otherwise than the reference does.
func (r Resampling) weight(x float64) float64 {
	switch r {
	case Bilinear:
		return max(0, 1-math.Abs(x))
	case Bicubic:
		return cubic(math.Abs(x))
	case Lanczos:
		if x < -lanczosLobes || x >= lanczosLobes {
			return 0
		}
		return sinc(x) * sinc(x/lanczosLobes)
	}
	return 0
}

func cubic(x float64) float64 {
	const a = bicubicSharpness
	if x < 1 {
		inner := float64((a+2)*x) - (a + 3)
		return float64(float64(inner*x)*x) + 1
	}
	if x < 2 {
		inner := float64((x-5)*x) + 8
		return float64(float64(inner*x)-4) * a
	}
	return 0
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	x *= math.Pi
	return math.Sin(x) / x
}

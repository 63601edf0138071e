package lens

import (
	"fmt"
	"math"
)

// The names of distortion models in sensor_msgs/CameraInfo.
const (
	PlumbBob           = "plumb_bob"
	RationalPolynomial = "rational_polynomial"
	Equidistant        = "equidistant"
	Fisheye            = "fisheye" // another name of Equidistant
)

// bendsOf reads a model and its numbers D, in OpenCV's order. Numbers beyond those of the model must be 0; without any number it is a pinhole,
// and so are plumb_bob and rational_polynomial with zeros alone.
func bendsOf(model string, d []float64) (bends, error) {
	for i, number := range d {
		if math.IsNaN(number) || math.IsInf(number, 0) {
			return nil, fmt.Errorf("distortion: D[%d] is %g", i, number)
		}
	}
	if len(d) == 0 {
		return pinhole{}, nil
	}
	switch model {
	case PlumbBob:
		return polynomialOf(model, d, 4, 5)
	case RationalPolynomial:
		return polynomialOf(model, d, 8, 8)
	case Equidistant, Fisheye:
		if err := checkLength(model, d, 4, 4); err != nil {
			return nil, err
		}
		return newEquidistant([4]float64(d)), nil
	}
	return nil, fmt.Errorf("distortion model %.40q is none of %s, %s, %s (%s)", model, PlumbBob, RationalPolynomial, Equidistant, Fisheye)
}

func polynomialOf(model string, d []float64, least, most int) (bends, error) {
	if err := checkLength(model, d, least, most); err != nil {
		return nil, err
	}
	var all [8]float64
	straight := true
	for i, number := range d[:min(len(d), most)] {
		all[i], straight = number, straight && number == 0
	}
	if straight {
		return pinhole{}, nil
	}
	return newPolynomial([6]float64{all[0], all[1], all[4], all[5], all[6], all[7]}, all[2], all[3]), nil
}

func checkLength(model string, d []float64, least, most int) error {
	if len(d) < least {
		return fmt.Errorf("distortion: %s has %d numbers in D, needs %d", model, len(d), least)
	}
	for i := most; i < len(d); i++ {
		if d[i] != 0 {
			return fmt.Errorf("distortion: %s takes %d numbers in D, and D[%d] is %g", model, most, i, d[i])
		}
	}
	return nil
}

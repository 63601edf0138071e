package camera

import "github.com/thinker3d/thinker3d/config"

// Quality is what is measured of a picture, reduced to 640 pixels on its longer side.
type Quality struct {
	// Sharpness is the variance of the Laplacian of the luma (Pech-Pacheco and others 2000), of samples from 0 to 255.
	Sharpness float64
	// Dark and Bright are the shares of pixels that are all but black, and all but white.
	Dark, Bright float64
}

// Flaw says why a picture is to be skipped, if it is. Exposure comes first: what is dark is not sharp either.
func (q Quality) Flaw(limits config.Views) (reason Reason, flawed bool) {
	switch {
	case q.Dark > limits.MaximumDark:
		return Dark, true
	case q.Bright > limits.MaximumBright:
		return Bright, true
	case q.Sharpness < limits.MinimumSharpness:
		return Blurred, true
	}
	return 0, false
}

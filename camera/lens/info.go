package lens

import (
	"errors"
	"fmt"
	"math"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// ErrUncalibrated is returned for a CameraInfo without focal length, as drivers send it before a calibration.
var ErrUncalibrated = errors.New("the camera is not calibrated: its focal length is 0")

const (
	maximumCoefficients = 64
	rotationTolerance   = 1e-3 // of R times its transpose from the identity
)

// Raw is the lens of a camera's picture as it comes off the sensor: K and D, for the binned part of the sensor that the message names.
func Raw(info *msgs.CameraInfo) (Lens, error) {
	l, err := raw(info)
	if err != nil {
		return Lens{}, fmt.Errorf("camera info: %w", err)
	}
	return l, nil
}

// Rectified is the lens of the picture that image_proc makes of the raw one: P without its fourth column, turned by R. The optical centre is that of the raw
// picture and rays are in the raw picture's frame, so that both see a thing in the same direction. A message without P, of a camera that needs none, is
// read by K.
func Rectified(info *msgs.CameraInfo) (Lens, error) {
	l, err := rectified(info)
	if err != nil {
		return Lens{}, fmt.Errorf("camera info: %w", err)
	}
	return l, nil
}

// Straightened is the lens of an undistorted picture: the rectified one, or, where the message has no P, that of K without any bending.
func Straightened(info *msgs.CameraInfo) (Lens, error) {
	if info.P != ([12]float64{}) {
		return Rectified(info)
	}
	l, err := Raw(info)
	l.bends = pinhole{}
	return l, err
}

func raw(info *msgs.CameraInfo) (Lens, error) {
	k := info.K
	l, err := part(info, "K", [4]float64{k[0], k[4], k[2], k[5]}, []float64{k[1], k[3], k[6], k[7]})
	if err != nil {
		return Lens{}, err
	}
	if len(info.D) > maximumCoefficients {
		return Lens{}, fmt.Errorf("distortion: D has %d numbers", len(info.D))
	}
	l.bends, err = bendsOf(info.DistortionModel, info.D)
	return l, err
}

func rectified(info *msgs.CameraInfo) (Lens, error) {
	p := info.P
	if p == ([12]float64{}) {
		l, err := raw(info)
		if err == nil && !l.IsStraight() {
			return Lens{}, errors.New("P is 0: it does not say what a rectified picture looks like")
		}
		return l, err
	}
	l, err := part(info, "P", [4]float64{p[0], p[5], p[2], p[6]}, []float64{p[1], p[4], p[8], p[9]})
	if err != nil {
		return Lens{}, err
	}
	l.bends = pinhole{}
	l.pictureFromCamera, err = rotation(info.R)
	return l, err
}

// part reads focal lengths and centre, of the whole sensor, for the binned part of it that is sent.
func part(info *msgs.CameraInfo, name string, numbers [4]float64, others []float64) (Lens, error) {
	width, height := int(min(info.Width, math.MaxInt32)), int(min(info.Height, math.MaxInt32))
	if err := pixels.CheckSize(width, height); err != nil {
		return Lens{}, err
	}
	for i, number := range numbers {
		if math.IsNaN(number) || math.IsInf(number, 0) {
			return Lens{}, fmt.Errorf("%s: %s is %g", name, [...]string{"the focal length in x", "the focal length in y", "the centre's x", "the centre's y"}[i], number)
		}
	}
	for _, number := range others {
		if !(number == 0) {
			return Lens{}, fmt.Errorf("%s has %g where no camera here has anything but 0", name, number)
		}
	}
	if numbers[0] == 0 || numbers[1] == 0 {
		return Lens{}, fmt.Errorf("%s: %w", name, ErrUncalibrated)
	}
	if numbers[0] < 0 || numbers[1] < 0 {
		return Lens{}, fmt.Errorf("%s: the focal length is %g × %g", name, numbers[0], numbers[1])
	}
	l := Lens{Width: width, Height: height, FocalX: numbers[0], FocalY: numbers[1], CentreX: numbers[2], CentreY: numbers[3]}
	return l.cut(info)
}

// cut is the lens of the region of interest, binned. A binned pixel covers whole pixels, so that its centre is between theirs.
func (l Lens) cut(info *msgs.CameraInfo) (Lens, error) {
	if roi := info.ROI; roi.Width != 0 || roi.Height != 0 || roi.XOffset != 0 || roi.YOffset != 0 {
		width, height := uint64(roi.Width), uint64(roi.Height)
		if width == 0 && height == 0 { // up to the sensor's end
			width, height = uint64(info.Width)-min(uint64(info.Width), uint64(roi.XOffset)), uint64(info.Height)-min(uint64(info.Height), uint64(roi.YOffset))
		}
		if width == 0 || height == 0 || uint64(roi.XOffset)+width > uint64(info.Width) || uint64(roi.YOffset)+height > uint64(info.Height) {
			return Lens{}, fmt.Errorf("its region of interest, %d×%d from %d, %d, is not in its %d×%d pixels", roi.Width, roi.Height, roi.XOffset, roi.YOffset, info.Width, info.Height)
		}
		l.Width, l.Height = int(width), int(height)
		l.CentreX, l.CentreY = l.CentreX-float64(roi.XOffset), l.CentreY-float64(roi.YOffset)
	}
	x, y := max(1, int(min(info.BinningX, math.MaxInt32))), max(1, int(min(info.BinningY, math.MaxInt32)))
	if x > l.Width || y > l.Height {
		return Lens{}, fmt.Errorf("binning by %d×%d leaves nothing of %d×%d pixels", x, y, l.Width, l.Height)
	}
	l.Width, l.Height = l.Width/x, l.Height/y
	l.FocalX, l.FocalY = l.FocalX/float64(x), l.FocalY/float64(y)
	l.CentreX, l.CentreY = (l.CentreX+0.5)/float64(x)-0.5, (l.CentreY+0.5)/float64(y)-0.5
	return l, nil
}

// rotation reads R; nil if it turns nothing or is not given.
func rotation(r [9]float64) (*r3.Mat, error) {
	if r == ([9]float64{}) || r == ([9]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}) {
		return nil, nil
	}
	turn := mat.NewDense(3, 3, r[:])
	var square mat.Dense
	square.Mul(turn, turn.T())
	for i := range 3 {
		square.Set(i, i, square.At(i, i)-1)
	}
	if off := mat.Norm(&square, math.Inf(1)); !(off <= rotationTolerance) || mat.Det(turn) < 0 {
		return nil, errors.New("R is no rotation")
	}
	return r3.NewMat(r[:]), nil
}

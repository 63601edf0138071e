package lens

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
)

func TestWrongCalibrationsAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(*msgs.CameraInfo){
		"focal length in x is NaN":              func(i *msgs.CameraInfo) { i.K[0] = math.NaN() },
		"focal length in y is +Inf":             func(i *msgs.CameraInfo) { i.K[4] = math.Inf(1) },
		"centre's x is NaN":                     func(i *msgs.CameraInfo) { i.K[2] = math.NaN() },
		"not calibrated":                        func(i *msgs.CameraInfo) { i.K = [9]float64{} },
		"focal length is -536.07":               func(i *msgs.CameraInfo) { i.K[0] = -i.K[0] },
		"K has 2":                               func(i *msgs.CameraInfo) { i.K[1] = 2 },
		"picture size 0×480":                    func(i *msgs.CameraInfo) { i.Width = 0 },
		"picture size 2147483647×480":           func(i *msgs.CameraInfo) { i.Width = math.MaxUint32 },
		"D[2] is NaN":                           func(i *msgs.CameraInfo) { i.D[2] = math.NaN() },
		"plumb_bob has 3 numbers in D, needs 4": func(i *msgs.CameraInfo) { i.D = i.D[:3] },
		"D[5] is 1":                             func(i *msgs.CameraInfo) { i.D = append(i.D, 1) },
		"rational_polynomial has 5 numbers":     func(i *msgs.CameraInfo) { i.DistortionModel = RationalPolynomial },
		`"wide" is none of plumb_bob`:           func(i *msgs.CameraInfo) { i.DistortionModel = "wide" },
		"D has 100 numbers":                     func(i *msgs.CameraInfo) { i.D = make([]float64, 100) },
		"region of interest, 640×480 from 1, 0": func(i *msgs.CameraInfo) {
			i.ROI = msgs.RegionOfInterest{XOffset: 1, Width: 640, Height: 480}
		},
		"region of interest, 0×0 from 640": func(i *msgs.CameraInfo) { i.ROI.XOffset = 640 },
		"binning by 641×1":                 func(i *msgs.CameraInfo) { i.BinningX = 641 },
	} {
		info := stereo()
		spoil(info)
		if _, err := Raw(info); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "camera info: ") {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
	for want, spoil := range map[string]func(*msgs.CameraInfo){
		"P: the focal length in x is NaN": func(i *msgs.CameraInfo) { i.P[0] = math.NaN() },
		"P: the camera is not calibrated": func(i *msgs.CameraInfo) { i.P[5] = 0 },
		"R is no rotation":                func(i *msgs.CameraInfo) { i.R[0] = 2 },
		"P is 0":                          func(i *msgs.CameraInfo) { i.P = [12]float64{} },
		"P has 3":                         func(i *msgs.CameraInfo) { i.P[1] = 3 },
	} {
		info := stereo()
		spoil(info)
		if _, err := Rectified(info); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
	info := stereo()
	info.R = [9]float64{-1, 0, 0, 0, 1, 0, 0, 0, 1} // a mirror
	if _, err := Rectified(info); err == nil {
		t.Error("a mirror is taken for a rotation")
	}
	info.K = [9]float64{}
	if _, err := Raw(info); !errors.Is(err, ErrUncalibrated) {
		t.Errorf("no focal length: %v", err)
	}
}

func TestWhatIsAPinhole(t *testing.T) {
	for name, c := range map[string]struct {
		model string
		d     []float64
		want  bool
	}{
		"no numbers, no name":    {"", nil, true},
		"no numbers":             {Equidistant, nil, true},
		"zeros":                  {PlumbBob, make([]float64, 5), true},
		"rational zeros":         {RationalPolynomial, make([]float64, 8), true},
		"zeros for OpenCV's 14":  {RationalPolynomial, make([]float64, 14), true},
		"an equidistant fisheye": {Fisheye, make([]float64, 4), false},
		"a bent one":             {PlumbBob, []float64{0.1, 0, 0, 0}, false},
	} {
		info := straight()
		info.DistortionModel, info.D = c.model, c.d
		if l, err := Raw(info); err != nil || l.IsStraight() != c.want {
			t.Errorf("%s: pinhole %t: %v", name, l.IsStraight(), err)
		}
	}
	if _, err := Rectified(straight()); err != nil {
		t.Errorf("a pinhole without P: %v", err)
	}
}

// FuzzRaw wants of any numbers an error, or a lens whose rays lead back to their pixels.
func FuzzRaw(f *testing.F) {
	f.Add(uint8(0), 536.0, 342.0, -0.265, -0.0466, 0.00183, -0.000315, 0.2522, 100.0, 50.0)
	f.Add(uint8(1), 536.0, 342.0, 0.5, -2.75, 0.0007, -0.0003, 1.6, 600.0, 400.0)
	f.Add(uint8(2), 286.0, 417.0, -0.0045, 0.0395, -0.0375, 0.0062, 0.0, 10.0, 10.0)
	f.Add(uint8(0), 1e-300, 1e300, -1e300, 1e300, 1.0, 1.0, 1e300, 0.0, 0.0)
	f.Add(uint8(1), 1.0, 0.0, -5.0, 1e9, 0.5, 0.5, -1e9, 3.0, -1e7)
	f.Fuzz(func(t *testing.T, kind uint8, focal, centre, a, b, c, d, e, x, y float64) {
		info := &msgs.CameraInfo{Width: 640, Height: 480, K: [9]float64{focal, 0, centre, 0, focal, centre, 0, 0, 1}}
		switch kind % 3 {
		case 0:
			info.DistortionModel, info.D = PlumbBob, []float64{a, b, c, d, e}
		case 1:
			info.DistortionModel, info.D = RationalPolynomial, []float64{a, b, c, d, e, b, a, e}
		default:
			info.DistortionModel, info.D = Equidistant, []float64{a, b, c, d}
		}
		l, err := Raw(info)
		if err != nil {
			return
		}
		ray, ok := l.Ray(x, y)
		if !ok {
			return
		}
		backX, backY, ok := l.Pixel(ray)
		if size := math.Abs(x) + math.Abs(y) + focal + math.Abs(centre); ok && !(math.Hypot(backX-x, backY-y) <= 1e-6*size) {
			t.Errorf("pixel %g, %g comes back as %g, %g from %v", x, y, backX, backY, ray)
		}
	})
}

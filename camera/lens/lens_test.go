package lens

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
	"gonum.org/v1/gonum/spatial/r3"
)

// stereo is the left camera of OpenCV's pairs, calibrated by model/stereo, with its rectification.
func stereo() *msgs.CameraInfo {
	return &msgs.CameraInfo{
		Width: 640, Height: 480, DistortionModel: PlumbBob,
		D: []float64{-0.265, -0.0466, 0.00183, -0.000315, 0.2522},
		K: [9]float64{536.07, 0, 342.37, 0, 536.01, 235.53, 0, 0, 1},
		R: [9]float64{0.99989002526395954, -0.0083442854120090795, -0.012260109240993848, 0.0083424280236437023, 0.999965180811069, -0.00020263305865593525, 0.012261373182009207, 0.00010033169523380889, 0.99992482150471806},
		P: [12]float64{520.78, 0, 350.58, -43.5, 0, 520.78, 243.06, 0, 0, 0, 1, 0},
	}
}

// azure has the numbers of a depth camera with the rational model.
func azure() *msgs.CameraInfo {
	info := stereo()
	info.DistortionModel, info.D = RationalPolynomial, []float64{0.5, -2.75, 0.0007, -0.0003, 1.6, 0.38, -2.57, 1.52}
	return info
}

// fisheye sees 190° across.
func fisheye() *msgs.CameraInfo {
	return &msgs.CameraInfo{
		Width: 848, Height: 800, DistortionModel: Equidistant, D: []float64{-0.0045, 0.0395, -0.0375, 0.0062},
		K: [9]float64{286.1, 0, 417.9, 0, 286.3, 395.5, 0, 0, 1},
	}
}

// straight bends nothing.
func straight() *msgs.CameraInfo {
	info := stereo()
	info.D, info.R, info.P = nil, [9]float64{}, [12]float64{}
	return info
}

func every() map[string]*msgs.CameraInfo {
	return map[string]*msgs.CameraInfo{"plumb_bob": stereo(), "rational_polynomial": azure(), "equidistant": fisheye(), "pinhole": straight()}
}

func must(t *testing.T, l Lens, err error) *Lens {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return &l
}

// both are the lenses of a camera's raw and rectified pictures; the latter is the former where nothing is rectified.
func both(t *testing.T, info *msgs.CameraInfo) (*Lens, *Lens) {
	t.Helper()
	l, err := Raw(info)
	camera := must(t, l, err)
	if info.P == ([12]float64{}) {
		return camera, camera
	}
	l, err = Rectified(info)
	return camera, must(t, l, err)
}

func TestPixelsAndRaysLeadToEachOther(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, info := range every() {
		camera, rectified := both(t, info)
		for _, l := range []*Lens{camera, rectified} {
			for range 2000 {
				x, y := r.Float64()*float64(l.Width), r.Float64()*float64(l.Height)
				ray, ok := l.Ray(x, y)
				if !ok || math.Abs(r3.Norm(ray)-1) > 1e-12 {
					t.Fatalf("%s: pixel %g, %g sees %v, %t", name, x, y, ray, ok)
				}
				gotX, gotY, ok := l.Pixel(r3.Scale(0.1+9*r.Float64(), ray))
				if off := math.Hypot(gotX-x, gotY-y); !ok || off > 1e-7 {
					t.Fatalf("%s: pixel %g, %g comes back as %g, %g, %t", name, x, y, gotX, gotY, ok)
				}
			}
		}
	}
}

// TestRawAndRectifiedSeeAlike has both pictures see a point of the camera's frame, and the ray of either lead to it.
func TestRawAndRectifiedSeeAlike(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	camera, rectified := both(t, stereo())
	for range 500 {
		point := r3.Vec{X: r.Float64() - 0.5, Y: r.Float64() - 0.5, Z: 1 + 2*r.Float64()}
		for name, l := range map[string]*Lens{"raw": camera, "rectified": rectified} {
			x, y, ok := l.Pixel(point)
			ray, back := l.Ray(x, y)
			if off := r3.Norm(r3.Sub(ray, r3.Unit(point))); !ok || !back || off > 1e-9 {
				t.Fatalf("%s: the ray to %v is %g off", name, point, off)
			}
		}
	}
}

// TestAPictureIsNotFoldedOverItself has points further out than the formula is right for; they are not seen where others are.
func TestAPictureIsNotFoldedOverItself(t *testing.T) {
	info := stereo()
	info.D = []float64{-0.3, 0, 0, 0, 0} // its slope, 1 − 0.9r², is 0 at r = 1.054
	l, err := Raw(info)
	camera := must(t, l, err)
	if _, _, ok := camera.Pixel(r3.Vec{X: 1.05, Z: 1}); !ok {
		t.Error("what the lens sees is refused")
	}
	for _, ray := range []r3.Vec{{X: 1.06, Z: 1}, {X: 1.8, Z: 1}, {X: 0.1, Z: 0}, {X: 0.1, Z: -1}, {X: math.NaN(), Z: 1}, {Z: math.NaN()}} {
		if x, y, ok := camera.Pixel(ray); ok {
			t.Errorf("%v is seen at %g, %g", ray, x, y)
		}
	}
	if ray, ok := camera.Ray(camera.CentreX+camera.FocalX*0.71, camera.CentreY); ok { // the furthest is at 0.703
		t.Errorf("a pixel beyond all rays sees %v", ray)
	}
}

func TestAFisheyeSeesBehindItself(t *testing.T) {
	l, err := Raw(fisheye())
	camera := must(t, l, err)
	behind := r3.Vec{X: 0.2, Y: 1, Z: -0.05}
	x, y, ok := camera.Pixel(behind)
	ray, back := camera.Ray(x, y)
	if !ok || !back || r3.Norm(r3.Sub(ray, r3.Unit(behind))) > 1e-9 {
		t.Errorf("%v is seen at %g, %g (%t), which sees %v (%t)", behind, x, y, ok, ray, back)
	}
	if _, _, ok := camera.Pixel(r3.Vec{Z: -1}); ok {
		t.Error("straight behind is seen")
	}
	if x, y, ok := camera.Pixel(r3.Vec{Z: 2}); !ok || x != camera.CentreX || y != camera.CentreY {
		t.Errorf("straight ahead is at %g, %g", x, y)
	}
}

// TestPartsOfTheSensor has the picture of a binned region see what the same place of the whole sensor sees.
func TestPartsOfTheSensor(t *testing.T) {
	info := stereo()
	whole, rectified := both(t, info)
	info.ROI = msgs.RegionOfInterest{XOffset: 101, YOffset: 40, Width: 402, Height: 300}
	info.BinningX, info.BinningY = 2, 3
	part, partRectified := both(t, info)
	if part.Width != 201 || part.Height != 100 || part.CheckSize(201, 100) != nil || part.CheckSize(640, 480) == nil {
		t.Fatalf("the part has %d×%d pixels", part.Width, part.Height)
	}
	for x := 0.0; x < 201; x += 20 {
		for y := 0.0; y < 100; y += 9 {
			sensorX, sensorY := 101+2*x+0.5, 40+3*y+1 // the middle of its 2×3 pixels
			for _, pair := range [][2]*Lens{{whole, part}, {rectified, partRectified}} {
				want, _ := pair[0].Ray(sensorX, sensorY)
				if got, ok := pair[1].Ray(x, y); !ok || r3.Norm(r3.Sub(got, want)) > 1e-12 {
					t.Fatalf("pixel %g, %g sees %v, want %v", x, y, got, want)
				}
			}
		}
	}
	info.ROI = msgs.RegionOfInterest{YOffset: 80}
	info.BinningX, info.BinningY = 0, 1
	if l, err := Raw(info); err != nil || l.Width != 640 || l.Height != 400 {
		t.Errorf("a region without a size is %d×%d: %v", l.Width, l.Height, err)
	}
}

func TestAViewLeadsBothWays(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for name, info := range every() {
		camera, rectified := both(t, info)
		for _, seen := range []*Lens{camera, rectified} {
			for range 500 {
				view := View{Camera: camera, Seen: seen, Mapping: pixels.Mapping{
					ScaleX: 0.3 + 3*r.Float64(), ScaleY: 0.3 + 3*r.Float64(), OffsetX: 20 * r.Float64(), OffsetY: 20 * r.Float64(),
				}}
				x, y := view.Mapping.FromSource(r.Float64()*float64(seen.Width), r.Float64()*float64(seen.Height))
				cameraX, cameraY, ok := view.ToCamera(x, y)
				if !ok {
					t.Fatalf("%s: pixel %g, %g is nowhere in the camera's picture", name, x, y)
				}
				backX, backY, ok := view.FromCamera(cameraX, cameraY)
				if off := math.Hypot(backX-x, backY-y); !ok || off > 1e-7 {
					t.Fatalf("%s: pixel %g, %g comes back as %g, %g", name, x, y, backX, backY)
				}
				ray, seesIt := view.Ray(x, y)
				if straight, ok := view.Straight(); ok {
					across, down := (x-straight.CentreX)/straight.FocalX, (y-straight.CentreY)/straight.FocalY
					want := r3.Add(r3.Add(r3.Scale(across, straight.Axes[0]), r3.Scale(down, straight.Axes[1])), straight.Axes[2])
					if off := r3.Norm(r3.Sub(ray, r3.Unit(want))); off > 1e-12 {
						t.Fatalf("%s: the straight view's ray is %g off", name, off)
					}
				} else if seen.IsStraight() {
					t.Fatalf("%s: a straight view is none", name)
				}
				own, ownSees := camera.Ray(cameraX, cameraY)
				if off := r3.Norm(r3.Sub(ray, own)); !seesIt || !ownSees || off > 1e-9 {
					t.Fatalf("%s: the model's pixel and the camera's see %g apart", name, off)
				}
				if backX, backY, ok = view.Pixel(ray); !ok || math.Hypot(backX-x, backY-y) > 1e-7 {
					t.Fatalf("%s: the ray of %g, %g leads to %g, %g", name, x, y, backX, backY)
				}
			}
		}
	}
}

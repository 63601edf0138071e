package lens

import (
	"image"
	"math"
	"testing"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/msgs"
)

func matrix(t *testing.T, rows, columns int, values ...float64) gocv.Mat {
	t.Helper()
	m := gocv.NewMatWithSize(rows, columns, gocv.MatTypeCV64F)
	t.Cleanup(func() { _ = m.Close() })
	for i, value := range values {
		m.SetDoubleAt(i/columns, i%columns, value)
	}
	return m
}

// TestMapsAreOpenCVs compares the forward model, the rectification and the maps with OpenCV's own, whose maps have single precision.
func TestMapsAreOpenCVs(t *testing.T) {
	for name, info := range map[string]*msgs.CameraInfo{"plumb_bob": stereo(), "rational_polynomial": azure()} {
		camera, rectified := both(t, info)
		mapX, mapY := gocv.NewMat(), gocv.NewMat()
		defer mapX.Close()
		defer mapY.Close()
		p := info.P
		gocv.InitUndistortRectifyMap(matrix(t, 3, 3, info.K[:]...), matrix(t, 1, len(info.D), info.D...), matrix(t, 3, 3, info.R[:]...),
			matrix(t, 3, 3, p[0], p[1], p[2], p[4], p[5], p[6], p[8], p[9], p[10]), image.Pt(640, 480), int(gocv.MatTypeCV32F), mapX, mapY)
		made, worst, inside := NewMap(rectified, camera), 0.0, 0
		for i := range made.X {
			if made.X[i] == outside {
				continue
			}
			wantX, wantY := mapX.GetFloatAt(i/640, i%640), mapY.GetFloatAt(i/640, i%640)
			worst = max(worst, math.Hypot(float64(made.X[i]-wantX), float64(made.Y[i]-wantY)))
			inside++
		}
		if t.Logf("%s: %.1e px from OpenCV's over %d pixels", name, worst, inside); worst > 2e-4 || inside < 250_000 {
			t.Errorf("%s: %g px from OpenCV's over %d pixels", name, worst, inside)
		}
	}
}

// TestFisheyeRaysAreOpenCVs compares the rays of a fisheye with OpenCV's, which it gives for less than 90° off the axis.
func TestFisheyeRaysAreOpenCVs(t *testing.T) {
	info := fisheye()
	l, err := Raw(info)
	camera := must(t, l, err)
	var places [][2]float64
	for x := 80; x < 760; x += 20 {
		for y := 80; y < 720; y += 20 {
			places = append(places, [2]float64{float64(x), float64(y)})
		}
	}
	points := gocv.NewMatWithSize(len(places), 1, gocv.MatTypeCV64FC2)
	defer points.Close()
	data, err := points.DataPtrFloat64()
	if err != nil {
		t.Fatal(err)
	}
	for i, place := range places {
		data[2*i], data[2*i+1] = place[0], place[1]
	}
	out := gocv.NewMat()
	defer out.Close()
	identity := []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}
	gocv.FisheyeUndistortPoints(points, &out, matrix(t, 3, 3, info.K[:]...), matrix(t, 1, 4, info.D...), matrix(t, 3, 3, identity...), matrix(t, 3, 3, identity...))
	got, err := out.DataPtrFloat64()
	if err != nil {
		t.Fatal(err)
	}
	worst, compared := 0.0, 0
	for i, place := range places {
		ray, ok := camera.Ray(place[0], place[1])
		if !ok || ray.Z < 0.1 {
			continue
		}
		worst = max(worst, math.Hypot(ray.X/ray.Z-got[2*i], ray.Y/ray.Z-got[2*i+1])*ray.Z*ray.Z)
		compared++
	}
	if t.Logf("%.1e rad from OpenCV's over %d rays", worst, compared); worst > 1e-6 || compared < 800 {
		t.Errorf("%g rad from OpenCV's over %d rays", worst, compared)
	}
}

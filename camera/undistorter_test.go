package camera

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// wide is a bent camera, by its raw and its rectified picture.
func wide(t testing.TB) (raw, rectified lens.Lens) {
	t.Helper()
	info := &msgs.CameraInfo{
		Width: 320, Height: 240, DistortionModel: lens.PlumbBob, D: []float64{-0.3, 0.08, 0.001, -0.002, 0},
		K: [9]float64{200, 0, 160, 0, 200, 120, 0, 0, 1}, P: [12]float64{180, 0, 158, 0, 0, 180, 121, 0, 0, 0, 1, 0},
	}
	raw, err := lens.Raw(info)
	rectified, rectifiedErr := lens.Rectified(info)
	if err := errors.Join(err, rectifiedErr); err != nil {
		t.Fatal(err)
	}
	return raw, rectified
}

// TestUndistortShowsTheSameRays draws what each ray looks like, and compares the straightened picture with what a straight lens would see.
func TestUndistortShowsTheSameRays(t *testing.T) {
	raw, rectified := wide(t)
	look := func(ray r3.Vec) [3]float64 { return [3]float64{127 + 90*ray.X, 127 + 90*ray.Y, 100 + 100*ray.X*ray.Y} }
	draw := func(l *lens.Lens) pixels.Picture {
		var picture pixels.Picture
		picture.Resize(l.Width, l.Height)
		for i := range l.Width * l.Height {
			ray, _ := l.Ray(float64(i%l.Width), float64(i/l.Width))
			for c, value := range look(ray) {
				picture.Pixels[3*i+c] = byte(math.Round(value))
			}
		}
		return picture
	}
	source, want := draw(&raw), draw(&rectified)
	var got pixels.Picture
	undistorter := NewUndistorter(&raw, &rectified)
	for range 2 {
		if err := undistorter.Undistort(&source, &got); err != nil {
			t.Fatal(err)
		}
	}
	seen := 0
	for i := range want.Pixels {
		ray, _ := rectified.Ray(float64(i/3%320), float64(i/3/320))
		if x, y, ok := raw.Pixel(ray); !ok || x < 0 || y < 0 || x > 319 || y > 239 {
			continue
		}
		seen++
		if off := math.Abs(float64(got.Pixels[i]) - float64(want.Pixels[i])); off > 1 {
			t.Fatalf("pixel %d, %d is %d, want %d", i/3%320, i/3/320, got.Pixels[i], want.Pixels[i])
		}
	}
	if seen < 3*70_000 {
		t.Errorf("only %d of %d values were compared", seen, len(want.Pixels))
	}
	var size *lens.SizeError
	source.Resize(100, 100)
	if err := undistorter.Undistort(&source, &got); !errors.As(err, &size) {
		t.Errorf("a picture of another size: %v", err)
	}
}

// BenchmarkUndistort straightens a picture of 640×480.
func BenchmarkUndistort(b *testing.B) {
	raw, rectified := wide(b)
	raw.Width, raw.Height, rectified.Width, rectified.Height = 640, 480, 640, 480
	undistorter := NewUndistorter(&raw, &rectified)
	var source, into pixels.Picture
	source.Resize(640, 480)
	b.ReportAllocs()
	for b.Loop() {
		if err := undistorter.Undistort(&source, &into); err != nil {
			b.Fatal(err)
		}
	}
}

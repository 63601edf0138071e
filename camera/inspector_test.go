package camera

import (
	"errors"
	"image"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// messageOf is a picture of OpenCV's as a camera sends it.
func messageOf(mat gocv.Mat) *msgs.Image {
	return &msgs.Image{Encoding: "bgr8", Width: uint32(mat.Cols()), Height: uint32(mat.Rows()), Step: uint32(3 * mat.Cols()), Data: mat.ToBytes()}
}

func inspect(t *testing.T, mat gocv.Mat) Quality {
	t.Helper()
	var inspector Inspector
	quality, err := inspector.Image(messageOf(mat))
	if err != nil {
		t.Fatal(err)
	}
	return quality
}

// changed is a picture blurred by a Gaussian, or with its samples scaled and moved.
func changed(mat gocv.Mat, sigma, scale, offset float64) gocv.Mat {
	made := gocv.NewMat()
	if sigma > 0 {
		gocv.GaussianBlur(mat, &made, image.Pt(0, 0), sigma, sigma, gocv.BorderDefault)
		return made
	}
	mat.ConvertToWithParams(&made, gocv.MatTypeCV8UC3, float32(scale), float32(offset))
	return made
}

// TestSharpnessIsTheVarianceOfTheLaplacian works it out by hand.
func TestSharpnessIsTheVarianceOfTheLaplacian(t *testing.T) {
	const width, height = 31, 22
	r := rand.New(rand.NewPCG(1, 1))
	message := &msgs.Image{Encoding: "mono8", Width: width, Height: height, Step: width, Data: make([]byte, width*height)}
	dark, bright := 0.0, 0.0
	for i := range message.Data {
		message.Data[i] = byte(r.IntN(256))
		if message.Data[i] <= darkest {
			dark++
		}
		if message.Data[i] >= brightest {
			bright++
		}
	}
	// At the border the picture is mirrored about its outermost pixels.
	mirrored := func(i, length int) int {
		switch {
		case i < 0:
			return -i
		case i >= length:
			return 2*(length-1) - i
		}
		return i
	}
	sample := func(x, y int) float64 { return float64(message.Data[mirrored(y, height)*width+mirrored(x, width)]) }
	sum, squares := 0.0, 0.0
	for y := range height {
		for x := range width {
			edge := sample(x-1, y) + sample(x+1, y) + sample(x, y-1) + sample(x, y+1) - 4*sample(x, y)
			sum, squares = sum+edge, squares+edge*edge
		}
	}
	mean := sum / (width * height)
	want := Quality{Sharpness: squares/(width*height) - mean*mean, Dark: dark / (width * height), Bright: bright / (width * height)}
	var inspector Inspector
	got, err := inspector.Image(message)
	if err != nil || math.Abs(got.Sharpness-want.Sharpness) > 1e-6*want.Sharpness || got.Dark != want.Dark || got.Bright != want.Bright {
		t.Errorf("%+v, want %+v (%v)", got, want, err)
	}
}

// photographs are OpenCV's own, of 512×512 to 1282×1110 pixels.
func photographs(t *testing.T) map[string]gocv.Mat {
	t.Helper()
	const folder = "/usr/share/doc/opencv-doc/examples/data"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the Debian package opencv-doc, which holds the pictures, is not installed (make test installs it)")
	}
	found := map[string]gocv.Mat{}
	for _, name := range []string{"left01.jpg", "fruits.jpg", "building.jpg", "aloeL.jpg", "board.jpg", "leuvenA.jpg", "baboon.jpg", "messi5.jpg"} {
		mat := gocv.IMRead(filepath.Join(folder, name), gocv.IMReadColor)
		if mat.Empty() {
			t.Fatalf("%s cannot be read", name)
		}
		t.Cleanup(func() { _ = mat.Close() })
		found[name] = mat
	}
	return found
}

// sampleViews are the sample's rendered pictures of one moment.
func sampleViews(t *testing.T) map[string]gocv.Mat {
	t.Helper()
	reader, err := bag.Open(t.Context(), "../e2e/sample/room.mcap")
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	found := map[string]gocv.Mat{}
	codec := cdr.For[msgs.CompressedImage]()
	for len(found) < 4 {
		received, err := reader.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("only %d views", len(found))
		}
		if err != nil {
			t.Fatal(err)
		}
		var message msgs.CompressedImage
		if filepath.Base(received.Topic) != "compressed" || codec.Unmarshal(received.Data, &message) != nil {
			continue
		}
		if _, known := found[received.Topic]; known {
			continue
		}
		mat, err := gocv.IMDecode(message.Data, gocv.IMReadColor)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = mat.Close() })
		found[received.Topic] = mat
	}
	return found
}

// TestBlurIsSeen blurs photographs and rendered views by known kernels, of 1, 2 and 4 pixels at the size that is measured: each
// takes away at least half of the sharpness.
func TestBlurIsSeen(t *testing.T) {
	for _, pictures := range []map[string]gocv.Mat{photographs(t), sampleViews(t)} {
		for name, mat := range pictures {
			before := inspect(t, mat).Sharpness
			said := []float64{before}
			for _, sigma := range []float64{1, 2, 4} {
				blurred := changed(mat, sigma*max(1, float64(max(mat.Cols(), mat.Rows()))/inspectedSide), 0, 0)
				after := inspect(t, blurred).Sharpness
				_ = blurred.Close()
				if after > before/2 {
					t.Errorf("%s: blurred by %v pixels its sharpness is %.1f, before %.1f", name, sigma, after, before)
				}
				before, said = after, append(said, after)
			}
			t.Logf("%s, %d×%d: %.1f", name, mat.Cols(), mat.Rows(), said)
		}
	}
}

// TestExposureIsSeen darkens and brightens photographs and rendered views.
func TestExposureIsSeen(t *testing.T) {
	limits := config.Views{MaximumDark: 0.8, MaximumBright: 0.8}
	for _, pictures := range []map[string]gocv.Mat{photographs(t), sampleViews(t)} {
		for name, mat := range pictures {
			for want, scale := range map[Reason][2]float64{Dark: {0.03, 0}, Bright: {1, 220}, reasons: {1, 0}} {
				made := changed(mat, 0, scale[0], scale[1])
				got, flawed := inspect(t, made).Flaw(limits)
				if flawed != (want != reasons) || flawed && got != want {
					t.Errorf("%s: %v, %t, want %v; %+v", name, got, flawed, want, inspect(t, made))
				}
				_ = made.Close()
			}
		}
	}
}

// TestFilesAreMeasuredAsPictures compares a JPEG, which is decoded at a part of its size, with the picture in it.
func TestFilesAreMeasuredAsPictures(t *testing.T) {
	for name, mat := range photographs(t) {
		for _, factor := range []float64{1, 3.5} {
			enlarged := gocv.NewMat()
			gocv.Resize(mat, &enlarged, image.Point{}, factor, factor, gocv.InterpolationCubic)
			file, err := gocv.IMEncodeWithParams(gocv.JPEGFileExt, enlarged, []int{gocv.IMWriteJpegQuality, 98})
			if err != nil {
				t.Fatal(err)
			}
			var inspector Inspector
			got, err := inspector.Compressed(&msgs.CompressedImage{Format: "jpeg", Data: file.GetBytes()})
			want := inspect(t, enlarged)
			if ratio := got.Sharpness / want.Sharpness; err != nil || ratio < 0.7 || ratio > 1.4 || math.Abs(got.Dark-want.Dark) > 0.02 || math.Abs(got.Bright-want.Bright) > 0.02 {
				t.Errorf("%s %v times enlarged: %+v, want %+v (%v)", name, factor, got, want, err)
			}
			file.Close()
			_ = enlarged.Close()
		}
	}
}

func TestWhatIsNoPictureIsNotMeasured(t *testing.T) {
	var inspector Inspector
	if _, err := inspector.Compressed(&msgs.CompressedImage{Format: "jpeg", Data: []byte("no picture")}); err == nil {
		t.Error("a text was measured")
	}
	if _, err := inspector.Image(&msgs.Image{Encoding: "rgb8", Width: 8, Height: 8, Step: 24}); err == nil {
		t.Error("a picture without pixels was measured")
	}
}

// BenchmarkInspect measures pictures of 1920×1080.
func BenchmarkInspect(b *testing.B) {
	mat := gocv.NewMatWithSize(1080, 1920, gocv.MatTypeCV8UC3)
	defer mat.Close()
	gocv.RandN(&mat, gocv.NewScalar(128, 128, 128, 0), gocv.NewScalar(60, 60, 60, 0))
	gocv.GaussianBlur(mat, &mat, image.Pt(0, 0), 4, 4, gocv.BorderDefault)
	file, err := gocv.IMEncode(gocv.JPEGFileExt, mat)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	raw, compressed := messageOf(mat), &msgs.CompressedImage{Format: "jpeg", Data: file.GetBytes()}
	var inspector Inspector
	b.Run("raw", func(b *testing.B) {
		for b.Loop() {
			if _, err := inspector.Image(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("jpeg", func(b *testing.B) {
		for b.Loop() {
			if _, err := inspector.Compressed(compressed); err != nil {
				b.Fatal(err)
			}
		}
	})
}

package camera

import (
	"bytes"
	"image"
	"math"
	"testing"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// TestReducedJPEGsStayNear makes views of photographs, decoded in full and at a part of their size, and compares their numbers, in levels of 255.
func TestReducedJPEGsStayNear(t *testing.T) {
	const meanBound, mostBound = 2.6, 25
	for name, mat := range photographs(t) {
		for _, part := range []int{2, 4} {
			cut := mat.Region(image.Rect(0, 0, mat.Cols()/8*8, mat.Rows()/8*8))
			file, err := gocv.IMEncodeWithParams(gocv.JPEGFileExt, cut, []int{gocv.IMWriteJpegQuality, 90})
			if err != nil {
				t.Fatal(err)
			}
			message := &msgs.CompressedImage{Format: "jpeg", Data: bytes.Clone(file.GetBytes())}
			for _, spare := range []float64{1.5, 2, 2.9} {
				width, height := int(float64(cut.Cols()/part)/spare), int(float64(cut.Rows()/part)/spare)
				mean, most := reducedOff(t, message, width, height, part)
				t.Logf("%s %d×%d at 1/%d, views %v times smaller than that: off by %.2f in the mean, %.0f at most", name, cut.Cols(), cut.Rows(), part, spare, mean, most)
				if mean > meanBound || most > mostBound {
					t.Errorf("%s at 1/%d for %d×%d: off by %.2f in the mean, %.0f at most", name, part, width, height, mean, most)
				}
			}
			file.Close()
			_ = cut.Close()
		}
	}
}

// reducedOff is how far a view of a reduced JPEG lies from that of a whole one.
func reducedOff(t *testing.T, message *msgs.CompressedImage, width, height, part int) (mean, most float64) {
	t.Helper()
	spec := pixels.Spec{Resize: &pixels.SizeSpec{Width: width, Height: height, Resampling: pixels.Lanczos}, Resampling: pixels.Bicubic,
		Patch: 14, Merge: 2, Temporal: 1, MinPixels: 3136, MaxPixels: 12845056, Std: [3]float64{1, 1, 1},
		Scene: &pixels.SceneSpec{Width: 112, MaximumHeight: 112, Patch: 14, Resampling: pixels.Bicubic}}
	processor, err := pixels.NewProcessor(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	var decoder Decoder
	var whole, reduced pixels.Picture
	var want, got pixels.Batch
	if err := decoder.Compressed(message, &whole); err != nil {
		t.Fatal(err)
	}
	if err := decoder.CompressedFor(message, width, height, &reduced); err != nil {
		t.Fatal(err)
	}
	if err := processor.Process([]pixels.Picture{whole}, &want); err != nil {
		t.Fatal(err)
	}
	if err := processor.Process([]pixels.Picture{reduced}, &got); err != nil {
		t.Fatal(err)
	}
	if reduced.Reduction != part || got.Mappings[0] != want.Mappings[0] {
		t.Errorf("reduced %d times, not %d; mapping %v, of the whole picture %v", reduced.Reduction, part, got.Mappings[0], want.Mappings[0])
	}
	for i := range want.Rows {
		off := math.Abs(float64(got.Rows[i]-want.Rows[i])) * math.MaxUint8
		mean, most = mean+off, max(most, off)
	}
	return mean / float64(len(want.Rows)), most
}

func TestReductionLeavesMoreThanTheViewShows(t *testing.T) {
	for _, c := range []struct{ viewWidth, viewHeight, width, height, want int }{
		{480, 640, 3840, 2160, 2}, {480, 640, 1920, 1080, 1}, {480, 270, 1920, 1080, 2}, {320, 180, 1920, 1080, 4}, {321, 180, 1920, 1080, 2},
		{160, 90, 1920, 1080, 8}, {160, 90, 1922, 1080, 2}, {160, 90, 1921, 1080, 1}, {1, 1, 64, 64, 8},
	} {
		if got := reductionFor(c.viewWidth, c.viewHeight, c.width, c.height); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

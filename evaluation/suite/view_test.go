package suite

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
)

// TestViewsAreMadeSmaller has a picture with a red left half and a green right one, of several sizes.
func TestViewsAreMadeSmaller(t *testing.T) {
	for _, c := range []struct{ width, height, wide, high int }{{1, 1, 1, 1}, {640, 480, 640, 480}, {641, 3, 320, 1}, {1920, 1080, 640, 360}, {16384, 2, 630, 1}} {
		picture := pixels.Picture{Width: c.width, Height: c.height, Pixels: make([]byte, 3*c.width*c.height)}
		for i := range c.width * c.height {
			channel := 0
			if c.width > 1 && i%c.width >= c.width/2 {
				channel = 1
			}
			picture.Pixels[3*i+channel] = 200
		}
		view, err := newView("front", &picture)
		if err != nil {
			t.Fatal(err)
		}
		read, err := jpeg.Decode(bytes.NewReader(view.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if size := read.Bounds().Size(); size.X != c.wide || size.Y != c.high {
			t.Errorf("%d × %d became %v", c.width, c.height, size)
			continue
		}
		left, _, _, _ := read.At(0, 0).RGBA()
		_, right, _, _ := read.At(c.wide-1, c.high-1).RGBA()
		if left>>8 < 180 || c.width > 1 && right>>8 < 180 {
			t.Errorf("%d × %d: red %d at the left, green %d at the right", c.width, c.height, left>>8, right>>8)
		}
	}
}

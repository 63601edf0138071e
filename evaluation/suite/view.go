package suite

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/thinker3d/thinker3d/camera/pixels"
)

const (
	// maximumViewWidth is the most pixels that a kept view is wide.
	maximumViewWidth = 640
	viewQuality      = 85
)

// View is one picture that an answer was drawn from, made smaller.
type View struct {
	Camera string `json:"camera"`
	JPEG   []byte `json:"jpeg"`
}

func newView(camera string, picture *pixels.Picture) (View, error) {
	factor := (picture.Width + maximumViewWidth - 1) / maximumViewWidth
	var text bytes.Buffer
	if err := jpeg.Encode(&text, shrunk{picture, factor}, &jpeg.Options{Quality: viewQuality}); err != nil {
		return View{}, fmt.Errorf("keep the view of %s: %w", camera, err)
	}
	return View{Camera: camera, JPEG: text.Bytes()}, nil
}

// shrunk is a picture each of whose pixels is the mean of factor by factor.
type shrunk struct {
	picture *pixels.Picture
	factor  int
}

// ColorModel is RGB.
func (s shrunk) ColorModel() color.Model { return color.RGBAModel }

// Bounds leave out the last pixels that do not fill a square.
func (s shrunk) Bounds() image.Rectangle {
	return image.Rect(0, 0, max(1, s.picture.Width/s.factor), max(1, s.picture.Height/s.factor))
}

// At is the mean of a square.
func (s shrunk) At(x, y int) color.Color {
	var sum [3]int
	n := 0
	for row := y * s.factor; row < min((y+1)*s.factor, s.picture.Height); row++ {
		for column := x * s.factor; column < min((x+1)*s.factor, s.picture.Width); column++ {
			at := 3 * (row*s.picture.Width + column)
			for channel := range sum {
				sum[channel] += int(s.picture.Pixels[at+channel])
			}
			n++
		}
	}
	return color.RGBA{R: uint8(sum[0] / n), G: uint8(sum[1] / n), B: uint8(sum[2] / n), A: 255}
}

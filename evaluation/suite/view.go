package suite

import (
	"bytes"
	"fmt"
	"image"
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
	var text bytes.Buffer
	if err := jpeg.Encode(&text, shrunk(picture), &jpeg.Options{Quality: viewQuality}); err != nil {
		return View{}, fmt.Errorf("keep the view of %s: %w", camera, err)
	}
	return View{Camera: camera, JPEG: text.Bytes()}, nil
}

// shrunk has as its pixels the means of equal squares; what does not fill a square at the right and at the bottom is left out.
func shrunk(picture *pixels.Picture) *image.RGBA {
	side := (picture.Width + maximumViewWidth - 1) / maximumViewWidth
	made := image.NewRGBA(image.Rect(0, 0, picture.Width/side, max(1, picture.Height/side)))
	rows := min(side, picture.Height)
	for at := range made.Rect.Dx() * made.Rect.Dy() {
		left, top := at%made.Rect.Dx()*side, at/made.Rect.Dx()*side
		var sum [3]int
		for row := top; row < top+rows; row++ {
			for channel, value := range picture.Pixels[3*(row*picture.Width+left):][:3*side] {
				sum[channel%3] += int(value)
			}
		}
		made.Pix[4*at+3] = 255
		for channel, total := range sum {
			made.Pix[4*at+channel] = uint8(total / (side * rows))
		}
	}
	return made
}

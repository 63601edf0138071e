// Package pixels turns decoded camera pictures into what the model takes: pixel rows and scene pictures.
//
// Every step gives the same bits as the Python reference (Pillow's resize, the Qwen2-VL image processor of
// transformers, VGGT's loader), because a model answers differently to a picture that was resized otherwise.
package pixels

import "fmt"

const (
	// MaximumSide is the most pixels that a picture may have in width or height.
	MaximumSide = 1 << 14
	// MaximumPixels is the most pixels that a picture may have in all.
	MaximumPixels = 1 << 26

	channels = 3
)

// Picture is packed 8-bit RGB, row by row from the top left, without padding.
type Picture struct {
	Width, Height int
	Pixels        []byte
}

// CheckSize tells whether a picture may have this size; a size from outside is checked before memory is taken for it.
func CheckSize(width, height int) error {
	if width < 1 || height < 1 || width > MaximumSide || height > MaximumSide || width*height > MaximumPixels {
		return fmt.Errorf("picture size %d×%d: must be 1 to %d a side and at most %d pixels", width, height, MaximumSide, MaximumPixels)
	}
	return nil
}

// Resize sets the size and keeps the buffer when it is large enough; the pixels are then unspecified.
func (p *Picture) Resize(width, height int) {
	p.Width, p.Height = width, height
	p.Pixels = grown(p.Pixels, width*height*channels)
}

func (p *Picture) check() error {
	if err := CheckSize(p.Width, p.Height); err != nil {
		return err
	}
	if want := p.Width * p.Height * channels; len(p.Pixels) != want {
		return fmt.Errorf("picture %d×%d has %d bytes, not %d", p.Width, p.Height, len(p.Pixels), want)
	}
	return nil
}

func (p *Picture) row(y int) []byte {
	stride := p.Width * channels
	return p.Pixels[y*stride : (y+1)*stride]
}

func grown[T any](buffer []T, length int) []T {
	if cap(buffer) < length {
		return make([]T, length)
	}
	return buffer[:length]
}

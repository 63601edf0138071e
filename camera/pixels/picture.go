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

	channels   = 3
	floatBytes = 4
)

// Picture is 8-bit colours, row by row from the top left. Its zero value takes a buffer of its own when it is given a size.
type Picture struct {
	Width, Height int
	Pixels        []byte
	// Stride is the bytes from a row's begin to the next one's; 0 is rows without padding.
	Stride int
	// BlueFirst says that a pixel is blue, green and red, not red, green and blue.
	BlueFirst bool
	// Reduction says that the camera's picture is so many times as wide and as high; 0 is the same size.
	Reduction int

	// own is kept for the next picture while the pixels are lent ones.
	own []byte
}

// CheckSize tells whether a picture may have this size; a size from outside is checked before memory is taken for it.
func CheckSize(width, height int) error {
	if width < 1 || height < 1 || width > MaximumSide || height > MaximumSide || width*height > MaximumPixels {
		return fmt.Errorf("picture size %d×%d: must be 1 to %d a side and at most %d pixels", width, height, MaximumSide, MaximumPixels)
	}
	return nil
}

// Resize makes it a packed RGB picture of a size in its own buffer, which is kept when it is large enough; the pixels are then unspecified.
func (p *Picture) Resize(width, height int) {
	p.own = grown(p.own, width*height*channels)
	*p = Picture{Width: width, Height: height, Pixels: p.own, own: p.own}
}

// Lend has the picture be rows of stride bytes in someone else's memory, which must outlive its use and is never written.
func (p *Picture) Lend(pixels []byte, width, height, stride int, blueFirst bool) {
	if stride == width*channels {
		pixels, stride = pixels[:height*stride], 0
	}
	*p = Picture{Width: width, Height: height, Pixels: pixels, Stride: stride, BlueFirst: blueFirst, own: p.own}
}

// CopyPacked makes the other picture the same as packed RGB.
func (p *Picture) CopyPacked(to *Picture) {
	to.Resize(p.Width, p.Height)
	for y := range p.Height {
		row := to.row(y)
		copy(row, p.row(y))
		if p.BlueFirst {
			swapColours(row)
		}
	}
}

// swapColours exchanges red and blue.
func swapColours(row []byte) {
	for ; len(row) >= channels; row = row[channels:] {
		row[0], row[2] = row[2], row[0]
	}
}

// CameraSize is the size of the picture that the camera gave.
func (p *Picture) CameraSize() (width, height int) {
	reduction := max(1, p.Reduction)
	return p.Width * reduction, p.Height * reduction
}

func (p *Picture) check() error {
	if err := CheckSize(p.Width, p.Height); err != nil {
		return err
	}
	if p.Stride != 0 && p.Stride < p.Width*channels {
		return fmt.Errorf("picture %d×%d has rows of %d bytes", p.Width, p.Height, p.Stride)
	}
	want := (p.Height-1)*p.stride() + p.Width*channels
	if len(p.Pixels) < want || p.Stride == 0 && len(p.Pixels) != want {
		return fmt.Errorf("picture %d×%d has %d bytes, not %d", p.Width, p.Height, len(p.Pixels), want)
	}
	return nil
}

func (p *Picture) stride() int {
	if p.Stride != 0 {
		return p.Stride
	}
	return p.Width * channels
}

func (p *Picture) row(y int) []byte {
	return p.Pixels[y*p.stride():][:p.Width*channels]
}

func grown[T any](buffer []T, length int) []T {
	if cap(buffer) < length {
		return make([]T, length)
	}
	return buffer[:length]
}

package lens

import "fmt"

// SizeError says that a picture is not of the size that its camera's calibration is for.
type SizeError struct {
	PictureWidth, PictureHeight int
	Width, Height               int // of the calibration
}

// Error says both sizes.
func (e *SizeError) Error() string {
	return fmt.Sprintf("the picture is %d×%d, its camera info is for %d×%d", e.PictureWidth, e.PictureHeight, e.Width, e.Height)
}

// CheckSize returns a *SizeError for a picture of another size.
func (l *Lens) CheckSize(width, height int) error {
	if width != l.Width || height != l.Height {
		return &SizeError{PictureWidth: width, PictureHeight: height, Width: l.Width, Height: l.Height}
	}
	return nil
}

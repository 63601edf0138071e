package scene

import (
	"errors"
	"fmt"
)

// MaximumViews is the most views that one scene may have.
const MaximumViews = 256

// Views is what the geometry model gives for views of one size, view after view, and the pictures it was given.
type Views struct {
	Width, Height int
	// PoseEncodings has EncodingLength numbers a view.
	PoseEncodings []float32
	// Depth is along the optical axis in scene units, row by row; Confidence is its certainty.
	Depth      []float32
	Confidence []float32
	// Pictures are 8-bit RGB, row by row.
	Pictures [][]byte
}

func (v Views) check() error {
	count := len(v.Pictures)
	pixels := v.Width * v.Height
	if count < 1 || count > MaximumViews || v.Width < 1 || v.Height < 1 {
		return fmt.Errorf("%d views of %d × %d pixels", count, v.Width, v.Height)
	}
	if len(v.PoseEncodings) != count*EncodingLength || len(v.Depth) != count*pixels || len(v.Confidence) != count*pixels {
		return errors.New("the pose encodings, depths and confidences do not fit the number of pixels")
	}
	for i, picture := range v.Pictures {
		if len(picture) != 3*pixels {
			return fmt.Errorf("the picture of view %d has %d bytes, must have %d", i, len(picture), 3*pixels)
		}
	}
	return nil
}

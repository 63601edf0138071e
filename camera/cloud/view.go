package cloud

import "gonum.org/v1/gonum/spatial/r3"

// MaximumViews is the most views of one cloud.
const MaximumViews = 256

// View is one camera's depth picture. The pixel at a column and row with depth d lies at d·((column−CentreX)/FocalX, (row−CentreY)/FocalY, 1)
// in the camera's optical frame, and x, y, z of there at x·Axes[0] + y·Axes[1] + z·Axes[2] + Origin in the cloud's.
type View struct {
	Width, Height    int
	FocalX, FocalY   float64
	CentreX, CentreY float64
	Axes             [3]r3.Vec
	Origin           r3.Vec
	// Depth is along the optical axis and Confidence is its certainty, row by row; Picture is 8-bit RGB.
	Depth, Confidence []float32
	Picture           []byte
	// Absent says that the view has no camera: none of its pixels can be used.
	Absent bool
}

// at is the place of a pixel in the cloud's frame.
func (v *View) at(column, row int, depth float32) r3.Vec {
	x, y := (float64(column)-v.CentreX)/v.FocalX, (float64(row)-v.CentreY)/v.FocalY
	ray := r3.Add(r3.Add(r3.Scale(x, v.Axes[0]), r3.Scale(y, v.Axes[1])), v.Axes[2])
	return r3.Add(r3.Scale(float64(depth), ray), v.Origin)
}

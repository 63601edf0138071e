package lens

import (
	"github.com/thinker3d/thinker3d/camera/pixels"
	"gonum.org/v1/gonum/spatial/r3"
)

// View leads from the model's picture of a camera to that camera's own picture and to the rays of its optical frame, and back.
type View struct {
	// Camera is the lens of the picture as the camera gave it.
	Camera *Lens
	// Seen is that of the picture that was cropped and resized for the model: Camera itself, unless it was undistorted first.
	Seen *Lens
	// Mapping is the crop and the resize, from the model's picture to Seen's.
	Mapping pixels.Mapping
}

// Ray is the direction that a pixel of the model's picture sees.
func (v *View) Ray(x, y float64) (r3.Vec, bool) { return v.Seen.Ray(v.Mapping.ToSource(x, y)) }

// Pixel is where the model's picture sees a ray or a point of the optical frame, perhaps outside it.
func (v *View) Pixel(ray r3.Vec) (x, y float64, ok bool) {
	x, y, ok = v.Seen.Pixel(ray)
	x, y = v.Mapping.FromSource(x, y)
	return x, y, ok
}

// ToCamera leads a pixel of the model's picture to the camera's own, perhaps outside it.
func (v *View) ToCamera(x, y float64) (cameraX, cameraY float64, ok bool) {
	cameraX, cameraY = v.Mapping.ToSource(x, y)
	if v.Seen == v.Camera {
		return cameraX, cameraY, true
	}
	ray, ok := v.Seen.Ray(cameraX, cameraY)
	if !ok {
		return 0, 0, false
	}
	return v.Camera.Pixel(ray)
}

// FromCamera leads a pixel of the camera's own picture to the model's, perhaps outside it.
func (v *View) FromCamera(cameraX, cameraY float64) (x, y float64, ok bool) {
	if v.Seen == v.Camera {
		x, y = v.Mapping.FromSource(cameraX, cameraY)
		return x, y, true
	}
	ray, ok := v.Camera.Ray(cameraX, cameraY)
	if !ok {
		return 0, 0, false
	}
	return v.Pixel(ray)
}

// Straight is a view without bending: where a ray (x, y, 1) of its picture's axes is seen in the model's picture, and these axes in the camera's optical frame.
type Straight struct {
	FocalX, FocalY   float64
	CentreX, CentreY float64
	Axes             [3]r3.Vec
}

// Straight gives the view's geometry as numbers; false if its lens bends rays.
func (v *View) Straight() (Straight, bool) {
	s := Straight{FocalX: v.Seen.FocalX / v.Mapping.ScaleX, FocalY: v.Seen.FocalY / v.Mapping.ScaleY, Axes: [3]r3.Vec{{X: 1}, {Y: 1}, {Z: 1}}}
	s.CentreX, s.CentreY = v.Mapping.FromSource(v.Seen.CentreX, v.Seen.CentreY)
	if turn := v.Seen.pictureFromCamera; turn != nil {
		for i := range s.Axes {
			s.Axes[i] = turn.MulVecTrans(s.Axes[i])
		}
	}
	return s, v.Seen.IsStraight()
}

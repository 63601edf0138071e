// Package lens leads between the pixels of a camera's picture and the rays that they see.
package lens

import (
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// Lens is one camera's calibration for pictures of one size. Pixel (0, 0) is the centre of the first pixel. Rays are in the camera's
// optical frame: x right, y down, z ahead.
type Lens struct {
	Width, Height    int
	FocalX, FocalY   float64 // pixels
	CentreX, CentreY float64 // pixels

	bends bends
	// pictureFromCamera turns rays of the optical frame into those of a rectified picture; nil leaves them.
	pictureFromCamera *r3.Mat
}

// bends is how rays fall on the plane at distance 1: both ways, and false where no light falls.
type bends interface {
	bend(ray r3.Vec) (x, y float64, ok bool)
	unbend(x, y float64) (ray r3.Vec, ok bool)
}

// Ray is the direction, of length 1, that a pixel sees; false if the lens does not bend any ray there.
func (l *Lens) Ray(x, y float64) (r3.Vec, bool) {
	ray, ok := l.bends.unbend((x-l.CentreX)/l.FocalX, (y-l.CentreY)/l.FocalY)
	if !ok {
		return r3.Vec{}, false
	}
	if l.pictureFromCamera != nil {
		ray = l.pictureFromCamera.MulVecTrans(ray)
	}
	return r3.Unit(ray), true
}

// Pixel is where a ray of any length, or a point of the optical frame, is seen, perhaps outside the picture; false if the lens cannot see it.
func (l *Lens) Pixel(ray r3.Vec) (x, y float64, ok bool) {
	if l.pictureFromCamera != nil {
		ray = l.pictureFromCamera.MulVec(ray)
	}
	if math.IsNaN(ray.X + ray.Y + ray.Z) {
		return 0, 0, false
	}
	x, y, ok = l.bends.bend(ray)
	return x*l.FocalX + l.CentreX, y*l.FocalY + l.CentreY, ok
}

// Contains tells whether a pixel is in the picture, its outer half pixels included.
func (l *Lens) Contains(x, y float64) bool {
	return x >= -0.5 && y >= -0.5 && x <= float64(l.Width)-0.5 && y <= float64(l.Height)-0.5
}

// IsStraight tells whether straight lines stay straight, so that there is nothing to undistort.
func (l *Lens) IsStraight() bool {
	_, straight := l.bends.(pinhole)
	return straight
}

package scene

import (
	"fmt"
	"math"
)

// EncodingLength is how many numbers encode one camera.
const EncodingLength = 9

// maximumLength bounds translations and depths, in scene units, so that every point is a finite float32.
const maximumLength = 1e9

// Camera is a pinhole camera of the imagined scene.
type Camera struct {
	// CameraFromWorld turns world coordinates into the camera's (OpenCV axes): rows of [R | t].
	CameraFromWorld [3][4]float64
	// The focal lengths and the principal point are in pixels of a picture of Width times Height.
	FocalX, FocalY   float64
	CentreX, CentreY float64
	Width, Height    int
}

// DecodeCamera reads translation (3), quaternion xyzw of any length (4) and the vertical and horizontal field of view.
func DecodeCamera(encoding []float32, width, height int) (Camera, error) {
	if len(encoding) != EncodingLength {
		return Camera{}, fmt.Errorf("a pose encoding has %d numbers, must have %d", len(encoding), EncodingLength)
	}
	for i, value := range encoding[:7] {
		if !(math.Abs(float64(value)) <= maximumLength) {
			return Camera{}, fmt.Errorf("number %d of the pose encoding is %v", i, value)
		}
	}
	vertical, horizontal := float64(encoding[7]), float64(encoding[8])
	if !(vertical > 0 && vertical < math.Pi) || !(horizontal > 0 && horizontal < math.Pi) {
		return Camera{}, fmt.Errorf("the field of view is %v by %v radians; both must lie between 0 and π", vertical, horizontal)
	}
	c := Camera{Width: width, Height: height, CentreX: float64(width) / 2, CentreY: float64(height) / 2}
	c.FocalX, c.FocalY = c.CentreX/math.Tan(horizontal/2), c.CentreY/math.Tan(vertical/2)
	if err := c.turn(encoding[3:7]); err != nil {
		return Camera{}, err
	}
	for i := range 3 {
		c.CameraFromWorld[i][3] = float64(encoding[i])
	}
	return c, nil
}

func (c *Camera) turn(quaternion []float32) error {
	x, y, z, w := float64(quaternion[0]), float64(quaternion[1]), float64(quaternion[2]), float64(quaternion[3])
	length := math.Sqrt(x*x + y*y + z*z + w*w)
	if length == 0 {
		return fmt.Errorf("the pose encoding's quaternion is zero")
	}
	x, y, z, w = x/length, y/length, z/length, w/length
	rows := [3][3]float64{
		{1 - 2*(y*y+z*z), 2 * (x*y - z*w), 2 * (x*z + y*w)},
		{2 * (x*y + z*w), 1 - 2*(x*x+z*z), 2 * (y*z - x*w)},
		{2 * (x*z - y*w), 2 * (y*z + x*w), 1 - 2*(x*x+y*y)},
	}
	for i, row := range rows {
		copy(c.CameraFromWorld[i][:3], row[:])
	}
	return nil
}

// Unproject is the world point at a depth along the optical axis, seen in a column and row; whole numbers are the
// pixel's own place, not its corner, as the geometry model was trained.
func (c *Camera) Unproject(column, row, depth float64) (x, y, z float64) {
	m := &c.CameraFromWorld
	right := (column-c.CentreX)/c.FocalX*depth - m[0][3]
	down := (row-c.CentreY)/c.FocalY*depth - m[1][3]
	forward := depth - m[2][3]
	x = m[0][0]*right + m[1][0]*down + m[2][0]*forward
	y = m[0][1]*right + m[1][1]*down + m[2][1]*forward
	z = m[0][2]*right + m[1][2]*down + m[2][2]*forward
	return x, y, z
}

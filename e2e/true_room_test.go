package e2e

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// trueRoom is sample/truth.json: the room's size, its things as boxes, the cameras and where the robot was; metres, in odom.
type trueRoom struct {
	Room    struct{ Size [3]float64 }
	Objects []struct {
		Name, Category string
		Centre, Size   [3]float64
		Yaw            float64
	}
	Cameras []trueCamera
	Moments []trueMoment
}

// trueCamera is a pinhole on the robot, and in odom where it was at a moment.
type trueCamera struct {
	Name            string
	Width, Height   int
	FX, FY, CX, CY  float64
	BaseFromOptical struct {
		Translation [3]float64
		Quaternion  [4]float64 `json:"quaternion_xyzw"`
	} `json:"base_from_optical"`

	at     r3.Vec
	turned r3.Rotation
}

// ray leads from the camera through a pixel, in odom, to 1 m along its axis.
func (c *trueCamera) ray(x, y float64) r3.Vec {
	return c.turned.Rotate(r3.Vec{X: (x - c.CX) / c.FX, Y: (y - c.CY) / c.FY, Z: 1})
}

// pixel is where a point in odom is seen, and how far along the camera's axis it is.
func (c *trueCamera) pixel(point r3.Vec) (x, y, depth float64) {
	seen := r3.Rotation(quat.Conj(quat.Number(c.turned))).Rotate(r3.Sub(point, c.at))
	return c.CX + c.FX*seen.X/seen.Z, c.CY + c.FY*seen.Y/seen.Z, seen.Z
}

// trueMoment is where the robot was.
type trueMoment struct {
	StampNanos   int64                       `json:"stamp_nanos"`
	OdomFromBase struct{ X, Y, Yaw float64 } `json:"odom_from_base"`
}

func readTrueRoom(t *testing.T) trueRoom {
	t.Helper()
	text, err := os.ReadFile("sample/truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var room trueRoom
	if err := json.Unmarshal(text, &room); err != nil {
		t.Fatal(err)
	}
	if len(room.Objects) == 0 || len(room.Cameras) != 4 || len(room.Moments) == 0 {
		t.Fatalf("sample/truth.json has %d objects, %d cameras, %d moments", len(room.Objects), len(room.Cameras), len(room.Moments))
	}
	return room
}

// offSurface is how far a place on the floor is from the nearest wall or footprint, metres; 0 in a footprint.
func (r *trueRoom) offSurface(x, y float64) float64 {
	off := min(r.Room.Size[0]/2-math.Abs(x), r.Room.Size[1]/2-math.Abs(y))
	for _, one := range r.Objects {
		if one.Category == "rug" {
			continue
		}
		along, across := turn(x-one.Centre[0], y-one.Centre[1], -one.Yaw)
		off = min(off, math.Hypot(max(0, math.Abs(along)-one.Size[0]/2), max(0, math.Abs(across)-one.Size[1]/2)))
	}
	return max(0, off)
}

func turn(x, y, yaw float64) (float64, float64) {
	sin, cos := math.Sincos(yaw)
	return cos*x - sin*y, sin*x + cos*y
}

// seen are the places where the rays of every step-th pixel of the cameras end at a moment, things being boxes, and where their cameras are.
func (r *trueRoom) seen(moment, step int) (points, cameras []r3.Vec) {
	for _, one := range r.Cameras {
		camera := r.camera(one.Name, moment)
		for y := 0; y < camera.Height; y += step {
			for x := 0; x < camera.Width; x += step {
				ray := camera.ray(float64(x), float64(y))
				points, cameras = append(points, r3.Add(camera.at, r3.Scale(r.reach(camera.at, ray), ray))), append(cameras, camera.at)
			}
		}
	}
	return points, cameras
}

// camera is one where it was at a moment.
func (r *trueRoom) camera(name string, moment int) trueCamera {
	camera, base := r.Cameras[slices.IndexFunc(r.Cameras, func(c trueCamera) bool { return c.Name == name })], r.Moments[moment].OdomFromBase
	odomFromBase := quat.Number(r3.NewRotation(base.Yaw, r3.Vec{Z: 1}))
	q, mount := camera.BaseFromOptical.Quaternion, camera.BaseFromOptical.Translation
	camera.turned = r3.Rotation(quat.Mul(odomFromBase, quat.Number{Real: q[3], Imag: q[0], Jmag: q[1], Kmag: q[2]}))
	camera.at = r3.Add(r3.Rotation(odomFromBase).Rotate(r3.Vec{X: mount[0], Y: mount[1], Z: mount[2]}), r3.Vec{X: base.X, Y: base.Y})
	return camera
}

// reach is how often a ray fits between a place and what it meets first.
func (r *trueRoom) reach(from, ray r3.Vec) float64 {
	size := r.Room.Size
	_, reach := slab(from, ray, r3.Vec{X: size[0] / 2, Y: size[1] / 2, Z: size[2] / 2}, r3.Vec{Z: size[2] / 2})
	for _, one := range r.Objects {
		x, y := turn(from.X-one.Centre[0], from.Y-one.Centre[1], -one.Yaw)
		rayX, rayY := turn(ray.X, ray.Y, -one.Yaw)
		half := r3.Vec{X: one.Size[0] / 2, Y: one.Size[1] / 2, Z: one.Size[2] / 2}
		enters, leaves := slab(r3.Vec{X: x, Y: y, Z: from.Z - one.Centre[2]}, r3.Vec{X: rayX, Y: rayY, Z: ray.Z}, half, r3.Vec{})
		if enters <= leaves && enters > 0 {
			reach = min(reach, enters)
		}
	}
	return reach
}

// slab is where a ray enters and leaves a box.
func slab(from, ray, half, middle r3.Vec) (enters, leaves float64) {
	enters, leaves = math.Inf(-1), math.Inf(1)
	for _, axis := range [][3]float64{{from.X - middle.X, ray.X, half.X}, {from.Y - middle.Y, ray.Y, half.Y}, {from.Z - middle.Z, ray.Z, half.Z}} {
		first, second := (-axis[2]-axis[0])/axis[1], (axis[2]-axis[0])/axis[1]
		enters, leaves = max(enters, min(first, second)), min(leaves, max(first, second))
	}
	return enters, leaves
}

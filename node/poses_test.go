package node

import (
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// TestPoseUndoesTheCamera takes points through pose and camera-from-world and expects them back, for rotations that
// reach every branch of the quaternion.
func TestPoseUndoesTheCamera(t *testing.T) {
	for _, q := range [][]float32{{0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0.9, 0.1, 0.2, 0.1}, {0.1, 0.9, -0.3, 0.2}, {-0.1, 0.3, 0.9, 0.2}, {0.5, -0.5, 0.5, 0.5}} {
		camera, err := scene.DecodeCamera(append([]float32{0.3, -1.5, 2}, append(q, 1, 1.2)...), 100, 80)
		if err != nil {
			t.Fatal(err)
		}
		pose := poseOf(sceneFromCamera(&camera))
		for _, p := range [][3]float64{{1, 2, 3}, {-4, 0.5, 1}} {
			world := [3]float64{pose.Position.X, pose.Position.Y, pose.Position.Z}
			for i, turned := range rotate(pose.Orientation, p) {
				world[i] += turned
			}
			for i, row := range camera.CameraFromWorld {
				back := row[0]*world[0] + row[1]*world[1] + row[2]*world[2] + row[3]
				if math.Abs(back-p[i]) > 1e-6 {
					t.Errorf("quaternion %v: coordinate %d is %g, want %g", q, i, back, p[i])
				}
			}
		}
	}
}

// rotate is q p q*, written out as p + 2w(v×p) + 2v×(v×p).
func rotate(q msgs.Quaternion, p [3]float64) [3]float64 {
	v := [3]float64{q.X, q.Y, q.Z}
	cross := func(a, b [3]float64) [3]float64 {
		return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
	}
	once := cross(v, p)
	twice := cross(v, once)
	for i := range p {
		p[i] += 2 * (q.W*once[i] + twice[i])
	}
	return p
}

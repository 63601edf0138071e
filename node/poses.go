package node

import (
	"math"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// cameraPoses are the imagined cameras in the scene's frame: optical axes, the scene's own unit. A view whose camera
// could not be imagined has none.
func cameraPoses(header msgs.Header, cameras []scene.Camera) msgs.PoseArray {
	poses := make([]msgs.Pose, 0, len(cameras))
	for i := range cameras {
		if cameras[i].Width > 0 {
			poses = append(poses, poseOf(&cameras[i]))
		}
	}
	return msgs.PoseArray{Header: header, Poses: poses}
}

// poseOf inverts camera-from-world: position −Rᵀt, orientation Rᵀ.
func poseOf(c *scene.Camera) msgs.Pose {
	m := &c.CameraFromWorld
	along := func(column int) float64 {
		return -(m[0][column]*m[0][3] + m[1][column]*m[1][3] + m[2][column]*m[2][3])
	}
	worldFromCamera := [3][3]float64{
		{m[0][0], m[1][0], m[2][0]},
		{m[0][1], m[1][1], m[2][1]},
		{m[0][2], m[1][2], m[2][2]},
	}
	return msgs.Pose{
		Position:    msgs.Point{X: along(0), Y: along(1), Z: along(2)},
		Orientation: quaternionOf(worldFromCamera),
	}
}

// quaternionOf takes the largest component first (Shepperd 1978), so that no small number is divided by.
func quaternionOf(r [3][3]float64) msgs.Quaternion {
	trace := r[0][0] + r[1][1] + r[2][2]
	switch {
	case trace >= max(r[0][0], r[1][1], r[2][2]):
		s := 2 * math.Sqrt(1+trace)
		return msgs.Quaternion{X: (r[2][1] - r[1][2]) / s, Y: (r[0][2] - r[2][0]) / s, Z: (r[1][0] - r[0][1]) / s, W: s / 4}
	case r[0][0] >= max(r[1][1], r[2][2]):
		s := 2 * math.Sqrt(1+r[0][0]-r[1][1]-r[2][2])
		return msgs.Quaternion{X: s / 4, Y: (r[0][1] + r[1][0]) / s, Z: (r[0][2] + r[2][0]) / s, W: (r[2][1] - r[1][2]) / s}
	case r[1][1] >= r[2][2]:
		s := 2 * math.Sqrt(1+r[1][1]-r[0][0]-r[2][2])
		return msgs.Quaternion{X: (r[0][1] + r[1][0]) / s, Y: s / 4, Z: (r[1][2] + r[2][1]) / s, W: (r[0][2] - r[2][0]) / s}
	default:
		s := 2 * math.Sqrt(1+r[2][2]-r[0][0]-r[1][1])
		return msgs.Quaternion{X: (r[0][2] + r[2][0]) / s, Y: (r[1][2] + r[2][1]) / s, Z: s / 4, W: (r[1][0] - r[0][1]) / s}
	}
}

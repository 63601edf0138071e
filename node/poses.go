package node

import (
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
)

// poseArray are cameras in the header's frame: optical axes. A view whose camera could not be imagined has none.
func poseArray(header msgs.Header, cameras []placedCamera) msgs.PoseArray {
	poses := make([]msgs.Pose, len(cameras))
	for i, camera := range cameras {
		poses[i] = poseOf(camera.pose)
	}
	return msgs.PoseArray{Header: header, Poses: poses}
}

func poseOf(camera rigid.Transform) msgs.Pose {
	at, turned := camera.Translation, camera.Rotation
	return msgs.Pose{
		Position:    msgs.Point{X: at.X, Y: at.Y, Z: at.Z},
		Orientation: msgs.Quaternion{X: turned.Imag, Y: turned.Jmag, Z: turned.Kmag, W: turned.Real},
	}
}

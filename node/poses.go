package node

import (
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// imaginedCameras are the cameras in the scene's frame: optical axes, the scene's own unit. A view whose camera could not be imagined
// has none.
func imaginedCameras(cameras []scene.Camera) []rigid.Transform {
	found := make([]rigid.Transform, 0, len(cameras))
	for i := range cameras {
		if cameras[i].Width > 0 {
			found = append(found, sceneFromCamera(&cameras[i]))
		}
	}
	return found
}

// poseArray are cameras in the header's frame.
func poseArray(header msgs.Header, cameras []rigid.Transform) msgs.PoseArray {
	poses := make([]msgs.Pose, len(cameras))
	for i, camera := range cameras {
		poses[i] = poseOf(camera)
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

package node

import (
	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
)

// placedScene is a scene as it is published: in the header's frame, at the stamp of its views. Its memory is the placer's until the next scene.
type placedScene struct {
	header msgs.Header
	// metric says that the unit is the metre.
	metric bool
	// origin is the frame that the header's lies at, if that is the scene's own; empty otherwise.
	origin  string
	cameras []placedCamera
	points  []cloud.Point
	// depths are those of the cameras whose calibration is known, if they are wanted and in metres.
	depths []depthPicture
	// width is that of the views of an organised cloud; 0 otherwise.
	width int
}

// placedCamera is an imagined camera in the scene's frame: of which view it is, whether that is the newest of its camera, and its half angles' tangents.
type placedCamera struct {
	view            int
	newest          bool
	name            string
	pose            rigid.Transform
	across, upright float64
}

package node

import (
	"errors"

	"github.com/thinker3d/thinker3d/camera/frames"
	"github.com/thinker3d/thinker3d/camera/selection"
)

// places says where the cameras of moments were in the fixed frame, as the robot's frames tell.
type places struct{ rig *rig }

// Of gives the cameras whose places are known, and whether later transforms may still tell of others.
func (p places) Of(m *moment) (known []selection.Place, waiting bool) {
	for _, view := range m.frames {
		fixedFromCamera, err := p.rig.cameraIn(p.rig.fixed, view.StampNanos, view)
		switch {
		case err == nil:
			known = append(known, selection.Place{Camera: view.Camera, FixedFromCamera: fixedFromCamera})
		case errors.Is(err, frames.ErrNotYet):
			waiting = true
		}
	}
	return known, waiting
}

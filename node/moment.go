package node

import (
	"github.com/thinker3d/thinker3d/camera"
)

// moment is a view set whose frames are released together.
type moment struct {
	stampNanos int64
	frames     []camera.Frame[*frame]
}

// newMoment copies the set, so that it outlives the synchroniser's next call.
func newMoment(set camera.ViewSet[*frame]) *moment {
	return &moment{stampNanos: set.StampNanos, frames: append([]camera.Frame[*frame](nil), set.Frames...)}
}

func (m *moment) release() {
	for i := range m.frames {
		m.frames[i].Payload.release()
	}
}

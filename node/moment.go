package node

import (
	"github.com/thinker3d/thinker3d/camera"
)

// moment is a view set that outlives the synchroniser's next call.
type moment struct {
	stampNanos int64
	frames     []camera.Frame[*frame]
}

func newMoment(set camera.ViewSet[*frame]) *moment {
	return &moment{stampNanos: set.StampNanos, frames: append([]camera.Frame[*frame](nil), set.Frames...)}
}

func (m *moment) release() {
	for i := range m.frames {
		m.frames[i].Payload.release()
	}
}

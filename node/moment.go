package node

import (
	"slices"

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

// has tells whether all of some cameras are in it.
func (m *moment) has(cameras []int) bool {
	for _, index := range cameras {
		if !slices.ContainsFunc(m.frames, ofCamera(index)) {
			return false
		}
	}
	return true
}

// of are the frames of some cameras, in their order, which the moment must have; nil is all.
func (m *moment) of(cameras []int) []camera.Frame[*frame] {
	if cameras == nil {
		return m.frames
	}
	frames := make([]camera.Frame[*frame], 0, len(cameras))
	for _, index := range cameras {
		frames = append(frames, m.frames[slices.IndexFunc(m.frames, ofCamera(index))])
	}
	return frames
}

func ofCamera(index int) func(camera.Frame[*frame]) bool {
	return func(f camera.Frame[*frame]) bool { return f.Camera == index }
}

func (m *moment) release() {
	for i := range m.frames {
		m.frames[i].Payload.release()
	}
}

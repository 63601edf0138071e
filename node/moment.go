package node

import (
	"slices"

	"github.com/thinker3d/thinker3d/camera"
)

// moment is a view set whose frames are released together, by the last who holds it. One goroutine counts the holders.
type moment struct {
	stampNanos int64
	frames     []camera.Frame[*frame]
	holders    int
	// parts are the moments that the frames are of, if they are chosen ones of others.
	parts []*moment
}

// newMoment copies the set, so that it outlives the synchroniser's next call. Its caller holds it.
func newMoment(set camera.ViewSet[*frame]) *moment {
	return &moment{stampNanos: set.StampNanos, frames: append([]camera.Frame[*frame](nil), set.Frames...), holders: 1}
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

// keep adds a holder, also of each part.
func (m *moment) keep() *moment {
	m.holders++
	for _, part := range m.parts {
		part.keep()
	}
	return m
}

// release takes away one holder.
func (m *moment) release() {
	m.holders--
	for _, part := range m.parts {
		part.release()
	}
	if m.holders > 0 || m.parts != nil {
		return
	}
	for i := range m.frames {
		m.frames[i].Payload.release()
	}
}

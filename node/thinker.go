package node

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// Reasoner is the model; *reasoning.Engine is one.
type Reasoner interface {
	Bundle() *bundle.Bundle
	See(ctx context.Context, views reasoning.Views) (*reasoning.Seen, error)
	Reason(ctx context.Context, request reasoning.Request, listener reasoning.Listener) (reasoning.Reply, error)
}

// thinker puts questions about moments to the model, several at a time; those about the same views share one look.
type thinker struct {
	names    []string
	reasoner Reasoner
	lookers  *lookers
	viewer   *Viewer
	// turn holds a value while nobody looks.
	turn chan struct{}

	mutex sync.Mutex
	// looks belong to the mutex: those in use, and the last one, which the next question may be about too.
	looks []*look
	last  *look
	// shown are copies of the pictures that were looked at last.
	shown []pixels.Picture
}

// look is what the model saw of some views, with its buffers. Whoever has it may read it until leaving it.
type look struct {
	of    []view
	users int
	seen  *reasoning.Seen
	batch pixels.Batch
	// pictures may lie in the frames' memory.
	pictures []pixels.Picture
}

// view is one frame of one camera: its camera's number and its own.
type view struct {
	camera int
	number uint64
}

func newThinker(cfg config.Config, calibrations *calibrations, reasoner Reasoner) (*thinker, error) {
	model := reasoner.Bundle()
	viewer, err := NewViewer(model)
	if err != nil {
		return nil, err
	}
	t := &thinker{reasoner: reasoner, viewer: viewer, lookers: newLookers(len(cfg.Cameras), calibrations), turn: make(chan struct{}, 1)}
	for _, cam := range cfg.Cameras {
		t.names = append(t.names, cam.Name)
	}
	t.turn <- struct{}{}
	if cfg.Views.ReducedJPEG {
		t.lookers.reduceFor(pixelSpec(model.Description).Resize)
	}
	return t, nil
}

// think asks one question about some views of one moment. The answer says by itself what went wrong; the listener hears
// the reply as it comes.
func (t *thinker) think(ctx context.Context, m *moment, asked question, seed int64, listener reasoning.Listener) msgs.SpatialAnswer {
	answer := t.blank(m.stampNanos, m.frames, asked)
	look, err := t.look(ctx, m.frames)
	if err != nil {
		return failed(ctx, answer, err)
	}
	defer t.leave(look)
	request := reasoning.Request{Seen: look.seen, Question: asked.text, Seed: seed}
	asked.wish.put(&request, asked.waited)
	reply, err := t.reasoner.Reason(ctx, request, listener)
	fillAnswer(&answer, reply)
	if err != nil {
		return failed(ctx, answer, err)
	}
	return answer
}

// look decodes the pictures and runs the vision encoder, unless that was done for another question; leave must follow.
func (t *thinker) look(ctx context.Context, frames []camera.Frame[*frame]) (*look, error) {
	select {
	case <-t.turn:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { t.turn <- struct{}{} }()
	of := make([]view, len(frames))
	for i, f := range frames {
		of[i] = view{f.Camera, f.Payload.number}
	}
	look, known := t.take(of)
	if known {
		return look, nil
	}
	pictures, err := t.views(frames, look)
	if err == nil {
		look.seen, err = t.reasoner.See(ctx, pictures)
	}
	if err != nil {
		t.forget()
		t.leave(look)
		return nil, err
	}
	return look, nil
}

// take gives the look at some views, or one that is to be filled.
func (t *thinker) take(of []view) (_ *look, known bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	at := slices.IndexFunc(t.looks, func(l *look) bool { return l.seen != nil && slices.Equal(l.of, of) })
	if known = at >= 0; !known {
		at = slices.IndexFunc(t.looks, func(l *look) bool { return l.users == 0 })
	}
	if at < 0 {
		t.looks, at = append(t.looks, &look{}), len(t.looks)
	}
	t.last = t.looks[at]
	if t.last.users++; !known {
		t.last.of, t.last.seen = of, nil
	}
	return t.last, known
}

func (t *thinker) leave(l *look) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if l.users--; l.users == 0 && l != t.last {
		t.looks = slices.DeleteFunc(t.looks, func(other *look) bool { return other == l })
	}
}

// forget has the next question look anew.
func (t *thinker) forget() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.last != nil {
		t.last.of, t.last.seen = nil, nil
	}
}

// lookedAt are the pictures that the last question was about, whose frames must not have been released; nil if they could not be decoded.
func (t *thinker) lookedAt() []pixels.Picture {
	if t.last == nil || t.last.seen == nil {
		return nil
	}
	t.shown = longer(t.shown, len(t.last.of))
	for i := range t.shown {
		t.last.pictures[i].CopyPacked(&t.shown[i])
	}
	return t.shown
}

func (t *thinker) views(frames []camera.Frame[*frame], into *look) (reasoning.Views, error) {
	into.pictures = longer(into.pictures, len(frames))
	if failed, err := t.lookers.look(frames, into.pictures); err != nil {
		return reasoning.Views{}, fmt.Errorf("camera %s: %w", t.names[frames[failed].Camera], err)
	}
	labels := make([]string, len(frames))
	for i, f := range frames {
		labels[i] = t.label(frames[:i], f)
	}
	views, err := t.viewer.Views(labels, into.pictures, &into.batch)
	if err != nil {
		return views, err
	}
	for i, mapping := range into.batch.Mappings {
		if view := frames[i].Payload.view; view != nil && view.Mapping == (pixels.Mapping{}) {
			view.Mapping = mapping
		}
	}
	return views, nil
}

// longer gives so many pictures, with the buffers of those that there are.
func longer(pictures []pixels.Picture, count int) []pixels.Picture {
	for cap(pictures) < count {
		pictures = append(pictures[:cap(pictures)], pixels.Picture{})
	}
	return pictures[:count]
}

// label names a view by its camera; one of an earlier moment by its age too.
func (t *thinker) label(before []camera.Frame[*frame], f camera.Frame[*frame]) string {
	newest := slices.IndexFunc(before, ofCamera(f.Camera))
	if newest < 0 {
		return t.names[f.Camera]
	}
	return fmt.Sprintf("%s, %.1f s earlier", t.names[f.Camera], float64(before[newest].StampNanos-f.StampNanos)/1e9)
}

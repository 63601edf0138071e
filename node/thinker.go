package node

import (
	"context"
	"fmt"
	"slices"

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

// thinker puts questions about moments to the model. It keeps its buffers; one goroutine uses it at a time.
type thinker struct {
	names    []string
	reasoner Reasoner
	seed     int64
	lookers  *lookers
	viewer   *Viewer
	batch    pixels.Batch
	// pictures may lie in the frames' memory; shown are copies of them.
	pictures, shown []pixels.Picture
	// seen is what the model saw last, and of which views, so that several questions about them share the work.
	seen   *reasoning.Seen
	seenOf []view
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
	t := &thinker{reasoner: reasoner, seed: cfg.Reasoning.Seed, viewer: viewer, lookers: newLookers(len(cfg.Cameras), calibrations)}
	for _, cam := range cfg.Cameras {
		t.names = append(t.names, cam.Name)
	}
	if cfg.Views.ReducedJPEG {
		t.lookers.reduceFor(pixelSpec(model.Description).Resize)
	}
	return t, nil
}

// think asks one question about some views of one moment. The answer says by itself what went wrong; the listener hears
// the reply as it comes.
func (t *thinker) think(ctx context.Context, m *moment, views []camera.Frame[*frame], question string, listener reasoning.Listener) msgs.SpatialAnswer {
	answer := t.blank(m.stampNanos, views, question)
	if err := t.look(ctx, views); err != nil {
		return failed(ctx, answer, err)
	}
	reply, err := t.reasoner.Reason(ctx, reasoning.Request{Seen: t.seen, Question: question, Seed: t.seed}, listener)
	fillAnswer(&answer, reply)
	if err != nil {
		return failed(ctx, answer, err)
	}
	return answer
}

// look decodes the pictures and runs the vision encoder, unless that was done for the question before.
func (t *thinker) look(ctx context.Context, views []camera.Frame[*frame]) error {
	of := make([]view, len(views))
	for i, f := range views {
		of[i] = view{f.Camera, f.Payload.number}
	}
	if slices.Equal(t.seenOf, of) {
		return nil
	}
	t.forget()
	pictures, err := t.views(views)
	if err != nil {
		return err
	}
	if t.seen, err = t.reasoner.See(ctx, pictures); err != nil {
		return err
	}
	t.seenOf = of
	return nil
}

// forget has the next question look anew.
func (t *thinker) forget() { t.seen, t.seenOf = nil, nil }

// lookedAt are the pictures that the last question was about, whose frames must not have been released; nil if they could not be decoded.
func (t *thinker) lookedAt() []pixels.Picture {
	if t.seenOf == nil {
		return nil
	}
	t.shown = longer(t.shown, len(t.seenOf))
	for i := range t.shown {
		t.pictures[i].CopyPacked(&t.shown[i])
	}
	return t.shown
}

func (t *thinker) views(frames []camera.Frame[*frame]) (reasoning.Views, error) {
	t.pictures = longer(t.pictures, len(frames))
	if failed, err := t.lookers.look(frames, t.pictures); err != nil {
		return reasoning.Views{}, fmt.Errorf("camera %s: %w", t.names[frames[failed].Camera], err)
	}
	labels := make([]string, len(frames))
	for i, f := range frames {
		labels[i] = t.label(frames[:i], f)
	}
	views, err := t.viewer.Views(labels, t.pictures, &t.batch)
	if err != nil {
		return views, err
	}
	for i, mapping := range t.batch.Mappings {
		if view := frames[i].Payload.view; view != nil {
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

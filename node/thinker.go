package node

import (
	"context"
	"fmt"
	"slices"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/lens"
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
	names        []string
	reasoner     Reasoner
	seed         int64
	decoder      camera.Decoder
	viewer       *Viewer
	pictures     []pixels.Picture
	batch        pixels.Batch
	calibrations *calibrations
	// straighten undistorts each camera's pictures; bent is one before.
	straighten []straightener
	bent       pixels.Picture
	// seen is what the model saw last, and of which views, so that several questions about them share the work.
	seen   *reasoning.Seen
	seenOf []view
}

// view is one frame of one camera: its camera's number and its own.
type view struct {
	camera int
	number uint64
}

// straightener undistorts one camera's pictures for as long as its calibration is the same.
type straightener struct {
	of *lens.Lens
	*camera.Undistorter
}

func newThinker(cameras []config.Camera, calibrations *calibrations, reasoner Reasoner, seed int64) (*thinker, error) {
	model := reasoner.Bundle()
	viewer, err := NewViewer(model)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(cameras))
	for i, cam := range cameras {
		names[i] = cam.Name
	}
	return &thinker{names: names, reasoner: reasoner, seed: seed, viewer: viewer, calibrations: calibrations, straighten: make([]straightener, len(cameras))}, nil
}

// think asks one question about some views of one moment. The answer says by itself what went wrong; the listener hears
// the reply as it comes.
func (t *thinker) think(ctx context.Context, m *moment, views []camera.Frame[*frame], asked question, listener reasoning.Listener) msgs.SpatialAnswer {
	answer := t.blank(m.stampNanos, views, asked)
	if err := t.look(ctx, views); err != nil {
		return failed(ctx, answer, err)
	}
	request := reasoning.Request{Seen: t.seen, Question: asked.text, Seed: t.seed}
	asked.wish.put(&request, asked.waited)
	reply, err := t.reasoner.Reason(ctx, request, listener)
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

// lookedAt are the pictures that the last question was about; nil if they could not be decoded.
func (t *thinker) lookedAt() []pixels.Picture {
	if t.seenOf == nil {
		return nil
	}
	return t.pictures[:len(t.seenOf)]
}

func (t *thinker) views(frames []camera.Frame[*frame]) (reasoning.Views, error) {
	var labels []string
	for len(t.pictures) < len(frames) {
		t.pictures = append(t.pictures, pixels.Picture{})
	}
	pictures := t.pictures[:len(frames)]
	for i, f := range frames {
		if err := t.see(f, &pictures[i]); err != nil {
			return reasoning.Views{}, fmt.Errorf("camera %s: %w", t.names[f.Camera], err)
		}
		labels = append(labels, t.label(frames[:i], f))
	}
	views, err := t.viewer.Views(labels, pictures, &t.batch)
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

// label names a view by its camera; one of an earlier moment by its age too.
func (t *thinker) label(before []camera.Frame[*frame], f camera.Frame[*frame]) string {
	newest := slices.IndexFunc(before, ofCamera(f.Camera))
	if newest < 0 {
		return t.names[f.Camera]
	}
	return fmt.Sprintf("%s, %.1f s earlier", t.names[f.Camera], float64(before[newest].StampNanos-f.StampNanos)/1e9)
}

// see decodes a frame, straightens it if that is asked for and possible, and notes how its pixels lie to those of the camera.
func (t *thinker) see(f camera.Frame[*frame], into *pixels.Picture) error {
	to := into
	if t.calibrations.undistort {
		to = &t.bent
	}
	if err := f.Payload.decode(&t.decoder, to); err != nil {
		return err
	}
	known := t.calibrations.of(f.Camera, to.Width, to.Height)
	f.Payload.view, f.Payload.problem, f.Payload.info = nil, known.failure, known.info
	if known.lens != nil {
		f.Payload.view = &lens.View{Camera: known.lens, Seen: known.seen}
	}
	if to == into {
		return nil
	}
	if known.seen == known.lens {
		t.bent, *into = *into, t.bent
		return nil
	}
	straighten := &t.straighten[f.Camera]
	if straighten.of != known.lens {
		*straighten = straightener{of: known.lens, Undistorter: camera.NewUndistorter(known.lens, known.seen)}
	}
	return straighten.Undistort(&t.bent, into)
}

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
	processor    *pixels.Processor
	pictures     []pixels.Picture
	batch        pixels.Batch
	calibrations *calibrations
	// straighten undistorts each camera's pictures; bent is one before.
	straighten []straightener
	bent       pixels.Picture
	// seen is what the model saw last, of which moment and cameras, so that several questions about it share the work.
	seen        *reasoning.Seen
	seenOf      *moment
	seenCameras []int
}

// straightener undistorts one camera's pictures for as long as its calibration is the same.
type straightener struct {
	of *lens.Lens
	*camera.Undistorter
}

func newThinker(cameras []config.Camera, calibrations *calibrations, reasoner Reasoner, seed int64) (*thinker, error) {
	model := reasoner.Bundle()
	if most := model.Description.Views.Maximum; len(cameras) > most {
		return nil, fmt.Errorf("%d cameras, and bundle %s takes %d views at most: list those that matter under `cameras`", len(cameras), model.ID(), most)
	}
	processor, err := pixels.NewProcessor(pixelSpec(model.Description), 0)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", model.ID(), err)
	}
	names := make([]string, len(cameras))
	for i, cam := range cameras {
		names[i] = cam.Name
	}
	return &thinker{names: names, reasoner: reasoner, seed: seed, processor: processor, calibrations: calibrations, straighten: make([]straightener, len(cameras))}, nil
}

// think asks one question about some views of one moment. The answer says by itself what went wrong; the listener hears
// the reply as it comes.
func (t *thinker) think(ctx context.Context, m *moment, views []camera.Frame[*frame], question string, listener reasoning.Listener) msgs.SpatialAnswer {
	answer := t.blank(m.stampNanos, views, question)
	if err := t.look(ctx, m, views); err != nil {
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
func (t *thinker) look(ctx context.Context, m *moment, views []camera.Frame[*frame]) error {
	cameras := make([]int, len(views))
	for i, f := range views {
		cameras[i] = f.Camera
	}
	if t.seenOf == m && slices.Equal(t.seenCameras, cameras) {
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
	t.seenOf, t.seenCameras = m, cameras
	return nil
}

// forget has the next question look anew.
func (t *thinker) forget() { t.seen, t.seenOf = nil, nil }

// lookedAt are the pictures of a moment that the last question was about; nil if they could not be decoded.
func (t *thinker) lookedAt(m *moment) []pixels.Picture {
	if t.seenOf != m {
		return nil
	}
	return t.pictures[:len(t.seenCameras)]
}

func (t *thinker) views(frames []camera.Frame[*frame]) (reasoning.Views, error) {
	var views reasoning.Views
	for len(t.pictures) < len(frames) {
		t.pictures = append(t.pictures, pixels.Picture{})
	}
	pictures := t.pictures[:len(frames)]
	for i, f := range frames {
		if err := t.see(f, &pictures[i]); err != nil {
			return views, fmt.Errorf("camera %s: %w", t.names[f.Camera], err)
		}
		views.Labels = append(views.Labels, t.names[f.Camera])
	}
	if err := t.processor.Process(pictures, &t.batch); err != nil {
		return views, fmt.Errorf("make the model's pixels: %w", err)
	}
	views.PixelRows = t.batch.Rows
	views.GridTime, views.GridHeight, views.GridWidth = t.batch.Grid.Temporal, t.batch.Grid.Height, t.batch.Grid.Width
	for i, mapping := range t.batch.Mappings {
		if view := frames[i].Payload.view; view != nil {
			view.Mapping = mapping
		}
	}
	for _, picture := range t.batch.Scenes {
		views.Pictures = append(views.Pictures, picture.Pixels)
		views.PictureWidth, views.PictureHeight = picture.Width, picture.Height
	}
	return views, nil
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
	f.Payload.view, f.Payload.problem = nil, known.failure
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

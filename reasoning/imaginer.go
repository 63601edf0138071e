package reasoning

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// imaginer makes the scenes that are wished for. Those that wait together and are of equally many pictures of one size are made together,
// by one run of the projector and one of the scene graph.
type imaginer struct {
	engine *Engine
	queue  together[*wish]
	// runs is how often the scene graph ran.
	runs atomic.Uint64
	// These belong to the queue's goroutine: what several wishes bring, one after another.
	layers, latents, embeddings []byte
}

func newImaginer(e *Engine) *imaginer {
	m := &imaginer{engine: e}
	m.queue = together[*wish]{asides: &e.asides, most: e.settings.Scenes, do: m.fulfil,
		isLike: func(a, b *wish) bool { return a.seen.isLike(b.seen) }, isGone: func(w *wish) bool { return w.settled.Load() }}
	return m
}

// wish is a scene to be made of one look.
type wish struct {
	ctx             context.Context
	seen            *Seen
	layers, latents []byte
	// use is given the scene, whose depths are lent, and how long it was made.
	use func(made scene.Scene, took time.Duration)
	// settled is set by whoever comes first: the one who wished and goes, or the imaginer, who then says how it ended.
	settled atomic.Bool
	ended   chan ending
}

// ending is what became of a wish: a scene whose depths are lent, or why there is none.
type ending struct {
	made    scene.Scene
	took    time.Duration
	failure error
	// lent has the depths, and is given back by whoever takes the ending; nil without a scene.
	lent *loan
}

// loan is what one run made for several wishes; the last to give it back frees it.
type loan struct {
	tensors tensors
	users   atomic.Int64
}

func (l *loan) giveBack() error {
	if l == nil || l.users.Add(-1) > 0 {
		return nil
	}
	return l.tensors.close()
}

// make returns when the scene has been used, or cannot be made, or when the wish's context ends. A slow use holds up nobody else.
func (m *imaginer) make(w *wish) error {
	w.ended = make(chan ending, 1)
	m.queue.add(w)
	select {
	case end := <-w.ended:
		return w.take(end)
	case <-w.ctx.Done():
		if w.settled.CompareAndSwap(false, true) {
			return context.Cause(w.ctx)
		}
		return w.take(<-w.ended)
	}
}

func (w *wish) take(end ending) error {
	if end.failure == nil {
		w.use(end.made, end.took)
	}
	return errors.Join(end.failure, end.lent.giveBack())
}

// fulfil makes the scenes of wishes that are alike; one whose context ends is left out, and when those of all have ended, so does the work.
func (m *imaginer) fulfil(wishes []*wish) {
	ctx, cancel := context.WithCancel(m.engine.aside)
	defer cancel()
	var wanted atomic.Int64
	wanted.Store(int64(len(wishes)))
	for _, w := range wishes {
		defer context.AfterFunc(w.ctx, func() {
			if wanted.Add(-1) == 0 {
				cancel()
			}
		})()
	}
	began := time.Now()
	err := m.imagine(ctx, wishes, func(w *wish, end ending) error {
		if !w.settled.CompareAndSwap(false, true) {
			return end.lent.giveBack()
		}
		end.took = time.Since(began)
		w.ended <- end
		return nil
	})
	for _, w := range wishes {
		if w.settled.CompareAndSwap(false, true) {
			w.ended <- ending{failure: err}
		}
	}
}

// imagine runs the projector and the scene graph, and hands on what becomes of each wish.
func (m *imaginer) imagine(ctx context.Context, wishes []*wish, take func(*wish, ending) error) (err error) {
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	features, err := m.project(ctx, &list, wishes)
	if err != nil {
		return err
	}
	lent := &loan{}
	outputs, err := m.depths(ctx, &list, lent, wishes, features)
	if err != nil {
		return errors.Join(err, lent.tensors.close())
	}
	lent.users.Store(int64(len(wishes)))
	var parts [3][]float32
	for i, output := range outputs {
		parts[i] = numbers(output)
	}
	for number, w := range wishes {
		of := func(all []float32) []float32 {
			each := len(all) / len(wishes)
			return all[number*each : (number+1)*each]
		}
		views := &w.seen.views
		made, failure := scene.New(scene.Views{Width: views.PictureWidth, Height: views.PictureHeight, PoseEncodings: of(parts[0]),
			Depth: of(parts[1]), Confidence: of(parts[2]), Pictures: views.Pictures})
		err = errors.Join(err, take(w, ending{made: made, failure: failure, lent: lent}))
	}
	return err
}

// project gives the imagined features, which live as long as the list.
func (m *imaginer) project(ctx context.Context, list *tensors, wishes []*wish) (*onnx.Tensor, error) {
	e := m.engine
	p, hidden := e.bundle.Description.Projector, int64(e.bundle.Description.Decoder.Hidden)
	sets, views := int64(len(wishes)), int64(len(wishes[0].seen.views.Labels))
	latents := joined(&m.latents, wishes, func(w *wish) []byte { return w.latents })
	images := joined(&m.embeddings, wishes, func(w *wish) []byte { return w.seen.embeddings })
	states := list.add(onnx.Borrow(e.real, latents, sets, int64(p.Latents), hidden))
	embeddings := list.add(onnx.Borrow(e.real, images, sets, views, int64(p.ImageTokens), hidden))
	features := list.add(onnx.New(e.real, sets, views, int64(p.Features), int64(p.Channels)))
	if list.failure != nil {
		return nil, list.failure
	}
	if err := e.graphs.projector.Run(ctx, []*onnx.Tensor{states, embeddings}, []*onnx.Tensor{features}); err != nil {
		return nil, fmt.Errorf("projector: %w", err)
	}
	return features, nil
}

// depths gives the scene graph's outputs in the order of its signature; they belong to the loan.
func (m *imaginer) depths(ctx context.Context, list *tensors, lent *loan, wishes []*wish, features *onnx.Tensor) ([]*onnx.Tensor, error) {
	e, of := m.engine, &wishes[0].seen.views
	sets, views, height, width := int64(len(wishes)), int64(len(of.Labels)), int64(of.PictureHeight), int64(of.PictureWidth)
	p := e.bundle.Description.Projector
	layers := joined(&m.layers, wishes, func(w *wish) []byte { return w.layers })
	lower := list.add(onnx.Borrow(e.real, layers, sets, views, lowerLayers, int64(p.Features), int64(p.Channels)))
	outputs := []*onnx.Tensor{
		lent.tensors.add(onnx.New(e.real, sets, views, scene.EncodingLength)),
		lent.tensors.add(onnx.New(e.real, sets, views, height, width)),
		lent.tensors.add(onnx.New(e.real, sets, views, height, width)),
	}
	if err := errors.Join(list.failure, lent.tensors.failure); err != nil {
		return nil, err
	}
	m.runs.Add(1)
	if err := e.graphs.scene.Run(ctx, []*onnx.Tensor{lower, features}, outputs); err != nil {
		return nil, fmt.Errorf("scene: %w", err)
	}
	return outputs, nil
}

// joined is what each wish brings, one after another: of one wish as it is, of several in a buffer that is used again.
func joined(buffer *[]byte, wishes []*wish, part func(*wish) []byte) []byte {
	if len(wishes) == 1 {
		return part(wishes[0])
	}
	*buffer = (*buffer)[:0]
	for _, w := range wishes {
		*buffer = append(*buffer, part(w)...)
	}
	return *buffer
}

package reasoning

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// imagination gathers latent states and, when there are enough, makes the scene of them on a goroutine of its own.
type imagination struct {
	engine   *Engine
	seen     *Seen
	listener Listener
	// unwanted says that no scene is to be made.
	unwanted bool
	// latents are the bytes of the states that the projector takes.
	latents []byte
	count   int
	outcome imagined
	done    chan struct{}
}

// imagined is what became of the scene.
type imagined struct {
	problem string
	took    time.Duration
}

func newImagination(e *Engine, seen *Seen, listener Listener) *imagination {
	i := &imagination{engine: e, seen: seen, listener: listener}
	if p := e.bundle.Description.Projector; p != nil {
		i.latents = make([]byte, p.Latents*e.bundle.Description.Decoder.Hidden*e.real.Size())
	}
	return i
}

// take keeps the state of the given number if the projector takes it, and begins the scene with the last one; when ctx
// ends, so does the scene.
func (i *imagination) take(ctx context.Context, state int, row []byte) {
	description := &i.engine.bundle.Description
	at := state - description.Latents.Offset
	if i.unwanted || description.Scene == nil || at < 0 || at >= description.Latents.Count {
		return
	}
	copy(i.latents[at*len(row):], row)
	if i.count++; i.count == description.Latents.Count {
		i.done = make(chan struct{})
		go i.imagine(ctx)
	}
}

// wait gives the outcome when the scene is done, or says why there is none.
func (i *imagination) wait() imagined {
	description := &i.engine.bundle.Description
	switch {
	case i.done != nil:
		<-i.done
	case i.unwanted:
		i.outcome.problem = "none was asked for"
	case description.Scene == nil:
		i.outcome.problem = "the bundle makes no scene"
	default:
		i.outcome.problem = fmt.Sprintf("the model thought %d of the %d latent states that a scene needs", i.count, description.Latents.Count)
	}
	return i.outcome
}

func (i *imagination) imagine(ctx context.Context) {
	defer close(i.done)
	if err := take(ctx, i.engine.imagining); err != nil {
		i.outcome.problem = err.Error()
		return
	}
	defer func() { i.engine.imagining <- struct{}{} }()
	began := time.Now()
	err := i.engine.imagine(ctx, i.seen, i.latents, func(made scene.Scene) {
		i.outcome.took = time.Since(began)
		i.listener.Scene(made)
	})
	if err != nil {
		i.outcome.took, i.outcome.problem = time.Since(began), err.Error()
	}
}

// imagine runs the projector and the scene graph, and hands on the scene, whose depths are lent.
func (e *Engine) imagine(ctx context.Context, seen *Seen, latents []byte, take func(scene.Scene)) (err error) {
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	features, err := e.project(ctx, &list, seen, latents)
	if err != nil {
		return err
	}
	layers, err := seen.layers.wait(ctx)
	if err != nil {
		return err
	}
	outputs, err := e.depths(ctx, &list, seen, layers, features)
	if err != nil {
		return err
	}
	made, err := scene.New(scene.Views{Width: seen.views.PictureWidth, Height: seen.views.PictureHeight, PoseEncodings: numbers(outputs[0]),
		Depth: numbers(outputs[1]), Confidence: numbers(outputs[2]), Pictures: seen.views.Pictures})
	if err != nil {
		return err
	}
	take(made)
	return nil
}

// depths gives the scene graph's outputs in the order of its signature; they live as long as the list.
func (e *Engine) depths(ctx context.Context, list *tensors, seen *Seen, layers []byte, features *onnx.Tensor) ([]*onnx.Tensor, error) {
	views, height, width := int64(len(seen.views.Labels)), int64(seen.views.PictureHeight), int64(seen.views.PictureWidth)
	p := e.bundle.Description.Projector
	lower := list.add(onnx.Borrow(e.real, layers, views, lowerLayers, int64(p.Features), int64(p.Channels)))
	outputs := []*onnx.Tensor{
		list.add(onnx.New(e.real, views, scene.EncodingLength)),
		list.add(onnx.New(e.real, views, height, width)),
		list.add(onnx.New(e.real, views, height, width)),
	}
	if list.failure != nil {
		return nil, list.failure
	}
	if err := e.graphs.scene.Run(ctx, []*onnx.Tensor{lower, features}, outputs); err != nil {
		return nil, fmt.Errorf("scene: %w", err)
	}
	return outputs, nil
}

// project gives the imagined features, which live as long as the list.
func (e *Engine) project(ctx context.Context, list *tensors, seen *Seen, latents []byte) (*onnx.Tensor, error) {
	p, hidden := e.bundle.Description.Projector, int64(e.bundle.Description.Decoder.Hidden)
	views := int64(len(seen.views.Labels))
	states := list.add(onnx.Borrow(e.real, latents, int64(p.Latents), hidden))
	embeddings := list.add(onnx.Borrow(e.real, seen.embeddings, views, int64(p.ImageTokens), hidden))
	features := list.add(onnx.New(e.real, views, int64(p.Features), int64(p.Channels)))
	if list.failure != nil {
		return nil, list.failure
	}
	if err := e.graphs.projector.Run(ctx, []*onnx.Tensor{states, embeddings}, []*onnx.Tensor{features}); err != nil {
		return nil, fmt.Errorf("projector: %w", err)
	}
	return features, nil
}

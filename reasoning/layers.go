package reasoning

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// lowerLayers is how many layers the scene graph reads beside the imagined one.
const lowerLayers = 3

// layers is what the pictures alone give the scene graph: worked out once, for all questions about them.
type layers struct {
	once sync.Once
	// done is closed when bytes or failure is there.
	done chan struct{}
	// bytes are [views, lowerLayers, features, channels] numbers of the bundle's type.
	bytes   []byte
	failure error
}

// wait gives the layers that Engine.layer has begun.
func (l *layers) wait(ctx context.Context) ([]byte, error) {
	select {
	case <-l.done:
		return l.bytes, l.failure
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// layer has the geometry graph run for the pictures, unless it was told to before. It goes on when the question ends that began it, since
// others wait for the same, and ends with the engine; the pictures themselves are read before layer returns. The caller is within a method
// of the engine.
func (e *Engine) layer(seen *Seen) {
	l := &seen.layers
	l.once.Do(func() {
		l.done = make(chan struct{})
		pictures, err := e.planes(&seen.views)
		if err != nil {
			l.failure = fmt.Errorf("geometry: %w", err)
			close(l.done)
			return
		}
		e.asides.Go(func() {
			defer close(l.done)
			l.bytes, l.failure = e.geometry(e.aside, pictures)
			l.failure = errors.Join(l.failure, pictures.Close())
		})
	})
}

// planes makes the pictures the geometry graph's input.
func (e *Engine) planes(of *Views) (*onnx.Tensor, error) {
	pictures, err := onnx.New(e.real, int64(len(of.Labels)), 3, int64(of.PictureHeight), int64(of.PictureWidth))
	if err != nil {
		return nil, err
	}
	if err := fillPlanes(pictures, of.Pictures); err != nil {
		return nil, errors.Join(err, pictures.Close())
	}
	return pictures, nil
}

// geometry runs the geometry graph.
func (e *Engine) geometry(ctx context.Context, pictures *onnx.Tensor) (made []byte, err error) {
	if err := take(ctx, e.layering); err != nil {
		return nil, err
	}
	defer func() { e.layering <- struct{}{} }()
	p, views := e.bundle.Description.Projector, pictures.Shape()[0]
	made = make([]byte, int(views)*lowerLayers*p.Features*p.Channels*e.real.Size())
	output, err := onnx.Borrow(e.real, made, views, lowerLayers, int64(p.Features), int64(p.Channels))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, output.Close()) }()
	e.geometries.Add(1)
	if err := e.graphs.geometry.Run(ctx, []*onnx.Tensor{pictures}, []*onnx.Tensor{output}); err != nil {
		return nil, fmt.Errorf("geometry: %w", err)
	}
	return made, nil
}

// fillPlanes writes 8-bit RGB pictures as planes of red, green and blue, 0 to 1, picture after picture.
func fillPlanes(tensor *onnx.Tensor, pictures [][]byte) error {
	if into := tensor.Float32s(); into != nil {
		planes(into, pictures)
		return nil
	}
	values := make([]float32, len(tensor.Words()))
	planes(values, pictures)
	return fill(tensor, values)
}

func planes(into []float32, pictures [][]byte) {
	for _, picture := range pictures {
		pixels := len(picture) / 3
		for channel := range 3 {
			for at := range pixels {
				into[at] = float32(picture[3*at+channel]) / 255
			}
			into = into[pixels:]
		}
	}
}

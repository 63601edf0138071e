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
	mutex sync.Mutex
	// users and run belong to the mutex: how many questions want them, and the work that is under way or done.
	users int
	run   *layering
}

// layering is one run of the geometry graph.
type layering struct {
	// begun belongs to the mutex of the layers: the graph is at work, and goes on to its end.
	begun bool
	// leave gives the work up while it waits for its turn.
	leave context.CancelFunc
	// read is closed when the pictures have been read, done when bytes or failure is there.
	read, done chan struct{}
	// bytes are [views, lowerLayers, features, channels] numbers of the bundle's type.
	bytes   []byte
	failure error
}

// wait gives the layers.
func (l *layering) wait(ctx context.Context) ([]byte, error) {
	select {
	case <-l.done:
		return l.bytes, l.failure
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// want has the geometry graph run for the pictures, unless it was told to before. The caller is within a method of the engine, and says when it
// does not want them any more.
func (e *Engine) want(seen *Seen) *layering {
	l := &seen.layers
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.users++
	if l.run != nil {
		return l.run
	}
	turn, leave := context.WithCancel(e.aside)
	run := &layering{leave: leave, read: make(chan struct{}), done: make(chan struct{})}
	l.run = run
	e.asides.Go(func() {
		defer close(run.done)
		defer leave()
		pictures, err := e.planes(&seen.views)
		close(run.read)
		if err != nil {
			run.failure = fmt.Errorf("geometry: %w", err)
			return
		}
		run.bytes, run.failure = e.geometry(turn, l, run, pictures)
		run.failure = errors.Join(run.failure, pictures.Close())
	})
	return run
}

// unwant gives the run up if it has not begun and nobody else wants it; the pictures are the caller's again when it returns.
func (l *layers) unwant(run *layering) {
	l.mutex.Lock()
	if l.users--; l.users == 0 && !run.begun {
		run.leave()
		l.run = nil
	}
	l.mutex.Unlock()
	<-run.read
}

// begin says whether the run is wanted still.
func (l *layers) begin(run *layering) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	run.begun = l.run == run
	return run.begun
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

// geometry runs the geometry graph when its turn comes. Once it has begun it goes on when the questions end that wanted it, since others may come
// that want the same, and ends with the engine.
func (e *Engine) geometry(turn context.Context, of *layers, run *layering, pictures *onnx.Tensor) (made []byte, err error) {
	if err := take(turn, e.layering); err != nil {
		return nil, err
	}
	defer func() { e.layering <- struct{}{} }()
	if !of.begin(run) {
		return nil, context.Canceled
	}
	p, views := e.bundle.Description.Projector, pictures.Shape()[0]
	made = make([]byte, int(views)*lowerLayers*p.Features*p.Channels*e.real.Size())
	output, err := onnx.Borrow(e.real, made, views, lowerLayers, int64(p.Features), int64(p.Channels))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, output.Close()) }()
	e.geometries.Add(1)
	if err := e.graphs.geometry.Run(e.aside, []*onnx.Tensor{pictures}, []*onnx.Tensor{output}); err != nil {
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

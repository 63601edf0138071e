package reasoning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

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

// layering works out the layers of one look.
type layering struct {
	seen *Seen
	// begun and left belong to the mutex of the look's layers: the graph is at work on it and goes on to its end, or nobody wanted it before.
	begun, left bool
	// read is closed when the pictures have been read, done when bytes or failure is there.
	read, done chan struct{}
	// bytes are [views, lowerLayers, features, channels] numbers of the bundle's type; looks that were worked out together share their memory.
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

// begin says whether somebody wants it still.
func (l *layering) begin() bool {
	l.seen.layers.mutex.Lock()
	defer l.seen.layers.mutex.Unlock()
	l.begun = !l.left
	return l.begun
}

func (l *layering) isLeft() bool {
	l.seen.layers.mutex.Lock()
	defer l.seen.layers.mutex.Unlock()
	return l.left
}

// geometer runs the geometry graph. Looks that wait together and are of equally many pictures of one size take one run.
type geometer struct {
	engine *Engine
	queue  together[*layering]
	// runs is how often the graph ran.
	runs atomic.Uint64
}

func newGeometer(e *Engine) *geometer {
	g := &geometer{engine: e}
	g.queue = together[*layering]{asides: &e.asides, most: e.settings.Scenes, do: g.work, isGone: (*layering).isLeft,
		isLike: func(a, b *layering) bool { return a.seen.isLike(b.seen) }}
	return g
}

// want has the layers worked out, unless it was told to before. The caller is within a method of the engine, and says when it does not want
// them any more.
func (g *geometer) want(seen *Seen) *layering {
	run, isNew := seen.layers.join(seen)
	if isNew {
		g.queue.add(run)
	}
	return run
}

func (l *layers) join(seen *Seen) (run *layering, isNew bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.users++
	if l.run == nil {
		l.run, isNew = &layering{seen: seen, read: make(chan struct{}), done: make(chan struct{})}, true
	}
	return l.run, isNew
}

// unwant gives the run up if it has not begun and nobody else wants it; if it has begun, its pictures have been read when it returns.
func (l *layers) unwant(run *layering) {
	l.mutex.Lock()
	if l.users--; l.users == 0 && !run.begun {
		run.left, l.run = true, nil
		run.end(nil, context.Canceled)
	}
	begun := run.begun
	l.mutex.Unlock()
	if begun {
		<-run.read
	}
}

func (l *layering) end(bytes []byte, failure error) {
	l.bytes, l.failure = bytes, failure
	close(l.done)
}

// work runs the graph for looks that are alike. It goes on when the questions end that wanted it, since others may come that want the same, and
// ends with the engine.
func (g *geometer) work(runs []*layering) {
	runs = slices.DeleteFunc(runs, func(run *layering) bool { return !run.begin() })
	if len(runs) == 0 {
		return
	}
	made, err := g.run(runs)
	each := len(made) / len(runs)
	for number, run := range runs {
		run.end(made[number*each:(number+1)*each], err)
	}
}

// run gives the layers of all, one after another.
func (g *geometer) run(runs []*layering) (made []byte, err error) {
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	pictures, err := g.read(&list, runs)
	if err != nil {
		return nil, fmt.Errorf("geometry: %w", err)
	}
	e, p, shape := g.engine, g.engine.bundle.Description.Projector, pictures.Shape()
	made = make([]byte, int(shape[0]*shape[1])*lowerLayers*p.Features*p.Channels*e.real.Size())
	output := list.add(onnx.Borrow(e.real, made, shape[0], shape[1], lowerLayers, int64(p.Features), int64(p.Channels)))
	if list.failure != nil {
		return nil, list.failure
	}
	g.runs.Add(1)
	if err := e.graphs.geometry.Run(e.aside, []*onnx.Tensor{pictures}, []*onnx.Tensor{output}); err != nil {
		return nil, fmt.Errorf("geometry: %w", err)
	}
	return made, nil
}

// read makes the pictures of all looks the graph's input, and says that they have been read.
func (g *geometer) read(list *tensors, runs []*layering) (*onnx.Tensor, error) {
	var pictures [][]byte
	for _, run := range runs {
		pictures = append(pictures, run.seen.views.Pictures...)
		defer close(run.read)
	}
	views := &runs[0].seen.views
	tensor := list.add(onnx.New(g.engine.real, int64(len(runs)), int64(len(views.Labels)), 3, int64(views.PictureHeight), int64(views.PictureWidth)))
	if list.failure != nil {
		return nil, list.failure
	}
	return tensor, fillPlanes(tensor, pictures)
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

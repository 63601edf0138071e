package reasoning

import (
	"context"
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// imagination gathers latent states and, when there are enough, has the scene made of them on a goroutine of its own.
type imagination struct {
	engine   *Engine
	seen     *Seen
	listener Listener
	// unwanted says that no scene is to be made.
	unwanted bool
	// layers are nil until the scheduler has taken the question up.
	layers *layering
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

// begin has what the scene needs of the pictures be worked out.
func (i *imagination) begin() { i.layers = i.engine.geometer.want(i.seen) }

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
	if i.layers != nil {
		i.seen.layers.unwant(i.layers)
	}
	return i.outcome
}

func (i *imagination) imagine(ctx context.Context) {
	defer close(i.done)
	if err := i.make(ctx); err != nil {
		i.outcome.problem = err.Error()
	}
}

func (i *imagination) make(ctx context.Context) error {
	layers, err := i.layers.wait(ctx)
	if err != nil {
		return err
	}
	return i.engine.imaginer.make(&wish{ctx: ctx, seen: i.seen, layers: layers, latents: i.latents, use: func(made scene.Scene, took time.Duration) {
		i.outcome.took = took
		i.listener.Scene(made)
	}})
}

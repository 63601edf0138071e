package reasoning

import (
	"context"
	"errors"
	"time"
)

// Counts is what became of the questions so far, and what is under way; each question ends as one of Answered to Failed.
type Counts struct {
	// Waiting have not been taken up.
	Waiting int
	// Answered came to their ends, whatever the reply is worth.
	Answered uint64
	// Cancelled were given up by who asked.
	Cancelled uint64
	// Late passed their deadlines before they were taken up, Refused found too many waiting or too little memory.
	Late, Refused uint64
	// Failed ended with an error of the model or of ONNX Runtime, or because the engine was closed.
	Failed uint64
	// ReadTokens of prompts went through the decoder; SharedTokens did not, because they were known.
	ReadTokens, SharedTokens uint64
	// Steps is how often the replies that speak were taken a token further together, Stepping how long that took, and Running how much of
	// it the graphs ran.
	Steps             uint64
	Stepping, Running time.Duration
	// Geometries is how often the geometry graph ran, once for views of which a scene is wanted, or for several sets of views together.
	Geometries uint64
	// SceneRuns is how often the projector and the scene graph ran, for one scene or for several together.
	SceneRuns uint64
}

func (n *Counts) finished(c *call) {
	switch {
	case c.err == nil:
		n.Answered++
	case errors.Is(c.err, ErrLate):
		n.Late++
	case errors.Is(c.err, ErrMemory):
		n.Refused++
	case c.ctx.Err() != nil && errors.Is(c.err, context.Cause(c.ctx)):
		n.Cancelled++
	default:
		n.Failed++
	}
}

// Counts tells what became of the questions so far.
func (e *Engine) Counts() Counts {
	e.scheduler.mutex.Lock()
	defer e.scheduler.mutex.Unlock()
	counts := e.scheduler.counts
	counts.Geometries, counts.SceneRuns = e.geometer.runs.Load(), e.imaginer.runs.Load()
	return counts
}

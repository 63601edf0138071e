package reasoning

import (
	"context"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// Thought is the first run of latents of a reply; nothing needs closing.
type Thought struct{ rows [][]byte }

// Think gives the latents of the reply to a request, without its text; they are none if the text comes first.
func (e *Engine) Think(ctx context.Context, request Request) (*Thought, error) {
	if err := e.take(ctx); err != nil {
		return nil, err
	}
	defer e.give()
	t, _, err := e.begin(ctx, request, &Reply{})
	if err != nil {
		return nil, err
	}
	t.listener = deaf{}
	kept := &exchange{native: e.sequence}
	for {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		step, err := t.decide()
		if err != nil {
			return nil, err
		}
		if step.Stop != decode.StopNone || !step.Latent && step.Token != e.special.latentStart {
			return &Thought{rows: kept.rows}, nil
		}
		if err := t.native.feed(step); err != nil {
			return nil, fmt.Errorf("step %d: %w", len(t.tokens), err)
		}
		kept.after(step)
	}
}

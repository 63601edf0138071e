package reasoning

import (
	"context"
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// Continuation is what the decoder said after plain tokens, and how long it took.
type Continuation struct {
	Tokens  []int64
	Prefill time.Duration
	Decode  time.Duration
}

// Continue decodes so many tokens greedily after a prompt of plain tokens, without latents and without an end: it
// measures the decode loop.
func (e *Engine) Continue(ctx context.Context, prompt []int64, steps int) (Continuation, error) {
	if err := e.take(ctx); err != nil {
		return Continuation{}, err
	}
	defer e.give()
	made := Continuation{Tokens: make([]int64, 0, max(steps, 0))}
	settings := e.decoding(0, len(prompt))
	settings.Stop, settings.MaximumRun, settings.MaximumNewTokens = nil, 0, steps
	settings.Sampling = decode.Sampling{TopP: 1, RepetitionPenalty: 1}
	choice, err := decode.New(settings, prompt)
	if err != nil {
		return made, err
	}
	positions, err := decode.PromptPositions(prompt, -1, nil)
	if err != nil {
		return made, err
	}
	if err := e.sequence.reserve(len(prompt) + steps); err != nil {
		return made, err
	}
	began := time.Now()
	if err := e.sequence.prefill(ctx, prompt, positions, imageRows{pad: -1}); err != nil {
		return made, err
	}
	made.Prefill = time.Since(began)
	began = time.Now()
	for {
		step, err := choice.Next(e.sequence.logits.Float32s())
		if err != nil {
			return made, err
		}
		made.Tokens = append(made.Tokens, step.Token)
		if step.Stop != decode.StopNone {
			made.Decode = time.Since(began)
			return made, nil
		}
		step.Feed = decode.FeedToken
		if ctx.Err() != nil {
			return made, context.Cause(ctx)
		}
		if err := e.sequence.feed(step); err != nil {
			return made, fmt.Errorf("step %d: %w", len(made.Tokens), err)
		}
	}
}

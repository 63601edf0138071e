package reasoning

import (
	"context"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// Warm runs the decoder once on nothing, so that the first question finds its memory laid out.
func (e *Engine) Warm(ctx context.Context) error {
	if err := e.take(ctx); err != nil {
		return err
	}
	defer e.give()
	if err := e.warm(ctx); err != nil {
		return fmt.Errorf("warm up: %w", err)
	}
	return nil
}

func (e *Engine) warm(ctx context.Context) error {
	if err := e.sequence.reserve(2); err != nil {
		return err
	}
	tokens := []int64{e.special.stop[0]}
	positions, err := decode.PromptPositions(tokens, e.special.imagePad, nil)
	if err != nil {
		return err
	}
	if err := e.sequence.prefill(ctx, tokens, positions, imageRows{pad: e.special.imagePad}); err != nil {
		return err
	}
	return e.sequence.feed(decode.Step{Token: tokens[0], Feed: decode.FeedToken})
}

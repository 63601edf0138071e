package reasoning

import (
	"context"
	"fmt"
)

// Warm runs the decoder on next to nothing, so that the first question finds its memory laid out.
func (e *Engine) Warm(ctx context.Context) error {
	const steps = 2
	if _, err := e.Continue(ctx, []int64{e.special.stop[0]}, steps); err != nil {
		return fmt.Errorf("warm up: %w", err)
	}
	return nil
}

package node

import (
	"context"
	"time"
)

// pace keeps a replay from going faster than so many times as fast as it was recorded; a rate of 0 lets it go.
type pace struct {
	rate       float64
	began      time.Time
	firstNanos int64
}

func (p *pace) wait(ctx context.Context, nowNanos int64) error {
	if p.rate <= 0 {
		return nil
	}
	if p.began.IsZero() {
		p.began, p.firstNanos = time.Now(), nowNanos
	}
	due := time.Duration(float64(nowNanos-p.firstNanos) / p.rate)
	select {
	case <-time.After(due - time.Since(p.began)):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

package node

import (
	"context"
	"errors"
	"testing"
)

// TestPaceWaitsForTheRecordedTime has no patience: what would have to wait sees its context ended.
func TestPaceWaitsForTheRecordedTime(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	for _, c := range []struct {
		rate float64
		want error
	}{{0, nil}, {1e-6, context.Canceled}} {
		p := pace{rate: c.rate}
		if err := p.wait(t.Context(), 5); err != nil {
			t.Fatalf("the first message waits: %v", err)
		}
		if err := p.wait(ended, 3600e9); !errors.Is(err, c.want) {
			t.Errorf("rate %v: error %v, want %v", c.rate, err, c.want)
		}
	}
}

package node

import (
	"context"
	"errors"
	"testing"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/topics"
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

// TestPaceBeginsAtTheStart has a latched message from an hour before the first that is replayed.
func TestPaceBeginsAtTheStart(t *testing.T) {
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Cameras = []config.Camera{{Name: "c0", ImageTopic: "/c0"}}
	run, err := newReplayRun(&Replay{Config: cfg, Reasoner: newModel(t), Types: map[string]string{"/c0": msgs.Image{}.ROSType()}, Rate: 1e-6, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	if err := run.take(t.Context(), topics.NewReceived(staticTopic, nil, 0, 5e9, nil)); err != nil || !run.pace.began.IsZero() {
		t.Fatalf("the pace began with a latched message: %v", err)
	}
	if err := run.take(t.Context(), record("/c0", 3600e9, 3600e9)); err != nil || run.pace.firstNanos != 3600e9 {
		t.Errorf("the pace counts from %d: %v", run.pace.firstNanos, err)
	}
}

package node

import (
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

func TestTroublesAreSaidOnceAPeriod(t *testing.T) {
	core, logs := observer.New(zap.WarnLevel)
	trouble := newTroubles(zap.New(core), 5*time.Second)
	start := time.Unix(1000, 0)
	for i := range 12 {
		trouble.report(start.Add(time.Duration(i)*time.Second), "front", "no frames")
	}
	trouble.report(start, "left", "no frames")
	for _, at := range []time.Duration{-time.Hour, time.Second - time.Hour} {
		trouble.report(start.Add(at), "front", "no frames")
	}
	times := []int64{1, 5, 5, 1, 2}
	entries := logs.All()
	if len(entries) != len(times) {
		t.Fatalf("%d lines, want %d", len(entries), len(times))
	}
	for i, entry := range entries {
		if got := entry.ContextMap()["times"]; got != times[i] {
			t.Errorf("line %d says %v times, want %d", i, got, times[i])
		}
	}
}

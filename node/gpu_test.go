package node

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// TestGPUIsLookedAt stands a script in for nvidia-smi.
func TestGPUIsLookedAt(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder+":/usr/bin:/bin")
	for name, c := range map[string]struct {
		script string
		want   gpuSight
		fails  bool
	}{
		"as it is":       {"echo '37, 1024, 24576, NVIDIA Card, Model 2'", gpuSight{name: "NVIDIA Card, Model 2", load: 37, usedMemory: 1024, wholeMemory: 24576}, false},
		"not known":      {"echo '[N/A], 1024, 24576, NVIDIA Card'", gpuSight{}, true},
		"something else": {"echo 'No devices were found'", gpuSight{}, true},
		"no driver":      {"exit 9", gpuSight{}, true},
	} {
		if err := os.WriteFile(filepath.Join(folder, "nvidia-smi"), []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		got := (&gpu{}).look(t.Context())
		if (got.failure != nil) != c.fails {
			t.Errorf("%s: %+v", name, got)
		}
		if got.at, got.failure = (time.Time{}), nil; !c.fails && got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestDiagnosisOfTheGPU(t *testing.T) {
	cfg := liveConfig(t).Diagnostics
	now := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		sight *gpuSight
		level uint8
	}{
		"well":      {&gpuSight{at: now, usedMemory: 1, wholeMemory: 100}, diagnostic.LevelOK},
		"full":      {&gpuSight{at: now, usedMemory: 99, wholeMemory: 100}, diagnostic.LevelWarn},
		"gone":      {&gpuSight{at: now, failure: errors.New("gone")}, diagnostic.LevelStale},
		"long ago":  {&gpuSight{at: now.Add(-time.Minute), wholeMemory: 100}, diagnostic.LevelStale},
		"not known": {nil, diagnostic.LevelStale},
	} {
		if status := newDiagnosis(cfg, "/eye").gpu(c.sight, now); status.Level != c.level {
			t.Errorf("%s: %+v", name, status)
		}
	}
}

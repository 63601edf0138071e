package node

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// standIn puts a shell script in the place of nvidia-smi; without one there is no such program.
func standIn(t *testing.T, script string) {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	t.Setenv("CUDA_VISIBLE_DEVICES", "")
	if script == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(folder, "nvidia-smi"), []byte("#!/bin/sh\nPATH=/usr/bin:/bin\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestGPUIsLookedAt(t *testing.T) {
	unknown := math.NaN()
	for name, c := range map[string]struct {
		script  string
		want    gpuSight
		failure string
	}{
		"as it is":            {script: "echo '37, 1024, 24576, NVIDIA Card, Model 2'", want: gpuSight{name: "NVIDIA Card, Model 2", load: 37, usedMemory: 1024, wholeMemory: 24576}},
		"load not known":      {script: "echo '[N/A], 1024, 24576, NVIDIA Card'", want: gpuSight{name: "NVIDIA Card", load: unknown, usedMemory: 1024, wholeMemory: 24576}},
		"nothing known":       {script: "echo '[N/A], [Not Supported], [Unknown Error], NVIDIA Card'", want: gpuSight{name: "NVIDIA Card", load: unknown, usedMemory: unknown, wholeMemory: unknown}},
		"second of several":   {script: `[ "$3 $4" = "-i 1" ] && echo '1, 2, 3, Second'`, want: gpuSight{name: "Second", load: 1, usedMemory: 2, wholeMemory: 3}},
		"several at once":     {script: "echo '1, 2, 3, First'; echo '1, 2, 3, Second'", failure: "one GPU"},
		"no figure":           {script: "echo 'nan, 2, 3, Card'", failure: "nan"},
		"less than nothing":   {script: "echo '1, -2, 3, Card'", failure: "-2"},
		"something else":      {script: "echo 'No devices were found'", failure: "No devices were found"},
		"no words":            {script: "true", failure: "memory used"},
		"bytes":               {script: `printf '\377\000\001, , , '`, failure: `\xff`},
		"without end":         {script: "yes '1, 2, 3, Card'", failure: "more than 4096 bytes"},
		"no driver":           {script: "echo 'NVIDIA-SMI has failed'; exit 9", failure: `exit status 9: "NVIDIA-SMI has failed"`},
		"no program":          {failure: "executable file not found"},
		"hangs":               {script: "exec sleep 60", failure: "did not end within"},
		"its child hangs":     {script: "sleep 60 & sleep 60", failure: "did not end within"},
		"hangs amid the line": {script: "printf '1, 2, '; exec sleep 60", failure: "did not end within"},
	} {
		t.Run(name, func(t *testing.T) {
			standIn(t, c.script)
			period := time.Minute
			if strings.Contains(name, "hangs") {
				period = 20 * time.Millisecond
			}
			got := (&gpu{device: 1, period: period}).look(t.Context())
			if c.failure != "" {
				if got.failure == nil || !strings.Contains(got.failure.Error(), c.failure) {
					t.Errorf("%v", got.failure)
				}
				return
			}
			if got.failure != nil || got.at.IsZero() || got.name != c.want.name || !same(got.load, c.want.load) || !same(got.usedMemory, c.want.usedMemory) || !same(got.wholeMemory, c.want.wholeMemory) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// same tells whether two figures are equal, or both not known.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestVisibleDevice(t *testing.T) {
	for _, c := range []struct {
		visible string
		device  int
		want    string
	}{
		{"", 1, "1"}, {"3", 0, "3"}, {"2, 0", 1, "0"}, {"GPU-8932f937,GPU-1", 0, "GPU-8932f937"}, {"2", 1, "1"},
	} {
		if got := visibleDevice(c.visible, c.device); got != c.want {
			t.Errorf("device %d of %q: %q", c.device, c.visible, got)
		}
	}
}

func TestDiagnosisOfTheGPU(t *testing.T) {
	now, unknown := time.Unix(1000, 0), math.NaN()
	for name, c := range map[string]struct {
		sight *gpuSight
		// most is diagnostics.maximum_gpu_memory.
		most  float64
		level uint8
		load  string
	}{
		"well":               {&gpuSight{at: now, load: 7, usedMemory: 1, wholeMemory: 100}, 0.95, diagnostic.LevelOK, "7"},
		"full":               {&gpuSight{at: now, load: 7, usedMemory: 99, wholeMemory: 100}, 0.95, diagnostic.LevelWarn, "7"},
		"gone":               {&gpuSight{at: now, failure: errors.New("gone")}, 0.95, diagnostic.LevelStale, ""},
		"long ago":           {&gpuSight{at: now.Add(-time.Minute), wholeMemory: 100}, 0.95, diagnostic.LevelStale, "0"},
		"nothing yet":        {nil, 0.95, diagnostic.LevelStale, ""},
		"load not known":     {&gpuSight{at: now, load: unknown, usedMemory: 1, wholeMemory: 100}, 0.95, diagnostic.LevelOK, "unknown"},
		"memory not known":   {&gpuSight{at: now, load: 7, usedMemory: unknown, wholeMemory: 100}, 0.95, diagnostic.LevelStale, "7"},
		"memory not checked": {&gpuSight{at: now, load: 7, usedMemory: unknown, wholeMemory: unknown}, 0, diagnostic.LevelOK, "7"},
	} {
		cfg := liveConfig(t).Diagnostics
		cfg.MaximumGPUMemory = c.most
		status := newDiagnosis(cfg, "/eye").gpu(c.sight, now)
		if status.Level != c.level || valueIn(status, "load (%)") != c.load || (status.Level == diagnostic.LevelOK) != (status.Message == "") {
			t.Errorf("%s: %+v", name, status)
		}
	}
}

// TestDiagnosticsTellThatTheGPUIsUnknown runs a live node for which there is no nvidia-smi, and one for which it hangs.
func TestDiagnosticsTellThatTheGPUIsUnknown(t *testing.T) {
	for script, want := range map[string]string{"": "executable file not found", "exec sleep 60": "did not end within"} {
		t.Run(want, func(t *testing.T) {
			standIn(t, script)
			cfg := liveConfig(t)
			cfg.Diagnostics.Period, cfg.Reasoning.Device = 10*time.Millisecond, config.DeviceCUDA
			r := startRobot(t, cfg, newModel(t))
			defer r.end()
			arrays := make(chan diagnostic.Array, 1<<16)
			receive(t, r.bus, "/diagnostics", arrays)
			for array := range arrays {
				for _, status := range array.Status {
					if status.Name == "thinker3d: gpu" && status.Level == diagnostic.LevelStale && strings.Contains(status.Message, want) {
						return
					}
				}
			}
		})
	}
}

// TestTheWatchOfTheGPUEnds stops it while its program hangs.
func TestTheWatchOfTheGPUEnds(t *testing.T) {
	folder := t.TempDir()
	begun := filepath.Join(folder, "begun")
	if err := syscall.Mkfifo(begun, 0o600); err != nil {
		t.Fatal(err)
	}
	standIn(t, "echo > "+begun+"; exec sleep 60")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- (&gpu{period: time.Hour}).run(ctx) }()
	if _, err := os.ReadFile(begun); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

package onnx

import (
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// TestMemoryLimit limits the CPU's memory by the calls that limit a GPU's, and runs a graph that needs more and less between its operators.
func TestMemoryLimit(t *testing.T) {
	environment := openEnvironment(t)
	limited, err := newArena(environment.library, "CPUExecutionProvider", "Cpu", Options{MemoryLimit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	environment.library.arenas = append(environment.library.arenas, limited)
	free := []int64{Free, 2}
	signature := Signature{Inputs: []Port{{"a", Float32, free}}, Outputs: []Port{{"c", Float32, free}}}
	path := writeModel(t, graphBytes([]graphNode{{operator: "Add", inputs: []string{"a", "a"}, outputs: []string{"b"}},
		{operator: "Add", inputs: []string{"b", "a"}, outputs: []string{"c"}}}, signature))
	// Two sessions take from one arena.
	for range 2 {
		session := load(t, environment, path, signature)
		for _, c := range []struct {
			rows int64
			fits bool
		}{{1 << 10, true}, {1 << 20, false}, {1 << 12, true}} {
			a, out := ramp(t, 1, c.rows, 2), newTensor(t, Float32, c.rows, 2)
			err := session.Run(t.Context(), []*Tensor{a}, []*Tensor{out})
			if (err == nil) != c.fits || c.fits && out.Float32s()[1] != 6 {
				t.Errorf("%d rows gave %v: %v", c.rows, out.Float32s()[1], err)
			}
		}
	}
}

func TestMemoryLimitsThatAreRefused(t *testing.T) {
	environment := openEnvironment(t)
	l := environment.library
	l.arenas = append(l.arenas, &arena{provider: "CUDAExecutionProvider", limit: 5})
	if err := l.share(Options{Device: config.DeviceTensorRT, MemoryLimit: 5}); err != nil {
		t.Errorf("the same limit again: %v", err)
	}
	if err := l.share(Options{Device: config.DeviceCUDA, MemoryLimit: 6}); err == nil || !strings.Contains(err.Error(), "5 bytes already") {
		t.Errorf("another limit: %v", err)
	}
	l.arenas = nil
	// The provider is missing, or has no GPU.
	if err := l.share(Options{Device: config.DeviceCUDA, DeviceID: 4096, MemoryLimit: 6}); err == nil || !strings.Contains(err.Error(), "reasoning.device") {
		t.Errorf("without CUDA: %v", err)
	}
	if err := l.share(Options{Device: config.DeviceCPU, MemoryLimit: 6}); err != nil || len(l.arenas) != 0 {
		t.Errorf("on the CPU: %v", err)
	}
}

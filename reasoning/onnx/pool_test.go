package onnx

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// kept counts the threads of this process by the cores that the system keeps them on.
func kept(t *testing.T) map[string]int {
	t.Helper()
	files, err := filepath.Glob("/proc/self/task/*/status")
	if err != nil || len(files) == 0 {
		t.Skipf("the system does not tell of threads: %v", err)
	}
	counts := map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if cores, found := strings.CutPrefix(line, "Cpus_allowed_list:"); found {
				counts[strings.TrimSpace(cores)]++
			}
		}
	}
	return counts
}

func openPool(t *testing.T, pool Pool) *Environment {
	t.Helper()
	library := os.Getenv("THINKER3D_ONNXRUNTIME")
	if library == "" {
		t.Skip("THINKER3D_ONNXRUNTIME does not name an onnx runtime library")
	}
	environment, err := OpenPool(library, pool)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, environment) })
	return environment
}

func total(counts map[string]int) (sum int) {
	for _, count := range counts {
		sum += count
	}
	return sum
}

// TestGraphsShareThreads loads three graphs that ask for threads of their own, and counts those that came.
func TestGraphsShareThreads(t *testing.T) {
	const threads = 5
	environment := openPool(t, Pool{Threads: threads})
	path := writeModel(t, addGraph())
	before := total(kept(t))
	for range 3 {
		session := loadOn(t, environment, path, addSignature(), Options{Threads: 32, Spin: true})
		a, c := ramp(t, 1, 1, 2), newTensor(t, Float32, 1, 2)
		if err := session.Run(t.Context(), []*Tensor{a, a}, []*Tensor{c}); err != nil || c.Float32s()[1] != 4 {
			t.Errorf("got %v: %v", c.Float32s(), err)
		}
	}
	// Go may have started a few of its own meanwhile.
	if more := total(kept(t)) - before; more >= 31 {
		t.Errorf("three graphs brought %d threads beside a pool", more)
	}
}

// allowed are two cores that this process may use.
func allowed(t *testing.T) (first, second int) {
	t.Helper()
	for cores := range kept(t) {
		if _, err := fmt.Sscanf(cores, "%d-%d", &first, &second); err == nil {
			return first, second
		}
		if _, err := fmt.Sscanf(cores, "%d,%d", &first, &second); err == nil {
			return first, second
		}
	}
	t.Skip("this process may use one core alone")
	return 0, 0
}

// TestThreadsStayOnTheirCores keeps a pool on two cores, and looks where its helping thread is, and where the caller is while it calls.
func TestThreadsStayOnTheirCores(t *testing.T) {
	first, second := allowed(t)
	before := kept(t)
	pool := Pool{Cores: []int{first, second}}
	environment := openPool(t, pool)
	// A thread puts itself on its core when it starts, so this waits for it.
	for kept(t)[fmt.Sprint(second)] != before[fmt.Sprint(second)]+1 {
		runtime.Gosched()
	}
	closed(t, environment)

	environment = openPool(t, Pool{Cores: []int{second}})
	session := load(t, environment, writeModel(t, endlessGraph()), endlessSignature())
	x, y := newTensor(t, Float32, 1), newTensor(t, Float32, 1)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- session.Run(ctx, []*Tensor{x}, []*Tensor{y}) }()
	for kept(t)[fmt.Sprint(second)] == before[fmt.Sprint(second)] && len(result) == 0 {
		runtime.Gosched()
	}
	during := kept(t)[fmt.Sprint(second)]
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) || during != before[fmt.Sprint(second)]+1 {
		t.Errorf("%d threads were kept on core %d while one called: %v", during, second, err)
	}
	if after := kept(t)[fmt.Sprint(second)]; after != before[fmt.Sprint(second)] {
		t.Errorf("%d threads are kept on core %d after the call", after, second)
	}
}

func TestPoolsRefuse(t *testing.T) {
	library := os.Getenv("THINKER3D_ONNXRUNTIME")
	if library == "" {
		t.Skip("THINKER3D_ONNXRUNTIME does not name an onnx runtime library")
	}
	if environment, err := OpenPool(library, Pool{Threads: 3, Cores: []int{0, 1}}); err == nil {
		closed(t, environment)
		t.Error("three threads were kept on two cores")
	}
	if got := affinitiesOf([]int{0, 7, 2}); got != "1;8;3" {
		t.Errorf("the library would be told %q", got)
	}
}

package onnx

// #include "native.h"
import "C"

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/thinker3d/thinker3d/config"
)

// Options says where and how a session runs.
type Options struct {
	Device   config.Device
	DeviceID int
	// Threads is how many threads share one operator, 0 for one a physical core or for one a core of Cores.
	Threads int
	// Spin keeps idle threads awake between operators: faster for many small steps, wasteful beside other work.
	Spin bool
	// Cores are the processor's cores, counted from 0, that the threads are kept on; none leaves it to the system.
	Cores []int
	// MemoryLimit bounds what all sessions of the device take of its memory together, in bytes; 0 does not. The CPU has none.
	MemoryLimit int64
	// EngineCache is a folder in which TensorRT keeps what it made of a graph; empty has it made anew each time.
	EngineCache string
	// Capture records the native calls of a binding's first runs, and gives them to the device at once from then on. Every operator
	// must run on the device, with no tensor of the host among what shapes its work, no control flow, and shapes that stay.
	Capture bool
}

func (o Options) native(l *library) (*C.OrtSessionOptions, error) {
	var options *C.OrtSessionOptions
	if err := l.check(C.thinker3d_options(l.api, &options)); err != nil {
		return nil, fmt.Errorf("make session options: %w", err)
	}
	if err := errors.Join(o.applyThreads(l, options), o.applyProvider(l, options)); err != nil {
		C.thinker3d_release_options(l.api, options)
		return nil, err
	}
	return options, nil
}

func (o Options) applyThreads(l *library, options *C.OrtSessionOptions) error {
	spin, threads := "0", o.threads()
	if o.Spin {
		spin = "1"
	}
	if err := set(l, options, "session.intra_op.allow_spinning", spin); err != nil {
		return err
	}
	if err := l.check(C.thinker3d_set_threads(l.api, options, C.int(threads))); err != nil {
		return fmt.Errorf("set reasoning.threads to %d: %w", threads, err)
	}
	if len(o.Cores) == 0 || threads == 1 {
		return nil
	}
	if threads > len(o.Cores) {
		return fmt.Errorf("reasoning.threads is %d, and reasoning.cores names %d", threads, len(o.Cores))
	}
	return set(l, options, "session.intra_op_thread_affinities", affinities(o.Cores, threads))
}

func (o Options) threads() int {
	if o.Threads == 0 {
		return len(o.Cores)
	}
	return o.Threads
}

// affinities gives each thread of the pool a core, counted from 1; the first is the caller's own, who is not of the pool.
func affinities(cores []int, threads int) string {
	list := make([]string, 0, threads)
	for _, core := range cores[1:threads] {
		list = append(list, strconv.Itoa(core+1))
	}
	return strings.Join(list, ";")
}

func set(l *library, options *C.OrtSessionOptions, key, value string) error {
	words := newTexts(key, value)
	defer words.free()
	if err := l.check(C.thinker3d_set_option(l.api, options, words[0], words[1])); err != nil {
		return fmt.Errorf("set the session's %s to %s: %w", key, value, err)
	}
	return nil
}

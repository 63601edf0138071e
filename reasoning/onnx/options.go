package onnx

// #include "native.h"
import "C"

import (
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/config"
)

// Options says where and how a session runs.
type Options struct {
	Device   config.Device
	DeviceID int
	// Threads is how many threads share one operator, 0 for one a physical core. It and Spin are the pool's where there is one.
	Threads int
	// Spin keeps idle threads awake between operators: faster for many small steps, wasteful beside other work.
	Spin bool
	// MemoryLimit bounds what all sessions of the device take of its memory together, in bytes; 0 does not. The CPU has none.
	MemoryLimit int64
	// EngineCache is a folder in which TensorRT keeps what it made of a graph; empty has it made anew each time.
	EngineCache string
	// Mapped has the CPU read weights from the files they lie in, which the system maps into memory, instead of packing them anew.
	Mapped bool
	// Capture records the native calls of a binding's first runs, and gives them to the device at once from then on. Every operator
	// must run on the device, with no tensor of the host among what shapes its work, no control flow, and shapes that stay.
	Capture bool
}

func (o Options) native(l *library) (*C.OrtSessionOptions, error) {
	var options *C.OrtSessionOptions
	if err := l.check(C.thinker3d_options(l.api, &options)); err != nil {
		return nil, fmt.Errorf("make session options: %w", err)
	}
	if err := errors.Join(o.applyThreads(l, options), o.applyArenas(l, options), o.applyWeights(l, options), o.applyProvider(l, options)); err != nil {
		C.thinker3d_release_options(l.api, options)
		return nil, err
	}
	return options, nil
}

func (o Options) applyThreads(l *library, options *C.OrtSessionOptions) error {
	if l.pool != nil {
		return l.check(C.thinker3d_use_pool(l.api, options))
	}
	spin := "0"
	if o.Spin {
		spin = "1"
	}
	if err := set(l, options, "session.intra_op.allow_spinning", spin); err != nil {
		return err
	}
	if err := l.check(C.thinker3d_set_threads(l.api, options, C.int(o.Threads))); err != nil {
		return fmt.Errorf("set reasoning.threads to %d: %w", o.Threads, err)
	}
	return nil
}

// applyArenas has the session take its memory from the arenas that all sessions share, where there are any.
func (Options) applyArenas(l *library, options *C.OrtSessionOptions) error {
	if len(l.arenas) == 0 {
		return nil
	}
	return set(l, options, "session.use_env_allocators", "1")
}

func (o Options) applyWeights(l *library, options *C.OrtSessionOptions) error {
	if !o.Mapped {
		return nil
	}
	return set(l, options, "session.disable_prepacking", "1")
}

func set(l *library, options *C.OrtSessionOptions, key, value string) error {
	words := newTexts(key, value)
	defer words.free()
	if err := l.check(C.thinker3d_set_option(l.api, options, words[0], words[1])); err != nil {
		return fmt.Errorf("set the session's %s to %s: %w", key, value, err)
	}
	return nil
}

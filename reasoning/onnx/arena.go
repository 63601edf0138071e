package onnx

// #include "native.h"
import "C"

import (
	"fmt"
	"strconv"
)

// arena is the one pool of a device's memory that all sessions take from, which a limit of the whole needs: without it every
// session has a pool and a limit of its own.
type arena struct {
	library  *library
	memory   *C.OrtMemoryInfo
	provider string
	device   int
	limit    int64
}

// share makes the arena that the options ask for, once.
func (l *library) share(options Options) error {
	provider, name := options.arena()
	if options.MemoryLimit == 0 || name == "" {
		return nil
	}
	for _, arena := range l.arenas {
		if arena.provider == provider && arena.device == options.DeviceID {
			if arena.limit != options.MemoryLimit {
				return fmt.Errorf("the memory of %s is limited to %d bytes already, not %d", provider, arena.limit, options.MemoryLimit)
			}
			return nil
		}
	}
	// A library that has the provider in name alone would end the process if it were asked for its memory.
	native, err := options.native(l)
	if err != nil {
		return err
	}
	C.thinker3d_release_options(l.api, native)
	made, err := newArena(l, provider, name, options)
	if err != nil {
		return fmt.Errorf("limit the memory of %s to %d bytes (reasoning.device_memory): %w", provider, options.MemoryLimit, err)
	}
	l.arenas = append(l.arenas, made)
	return nil
}

func newArena(l *library, provider, name string, options Options) (*arena, error) {
	a := &arena{library: l, provider: provider, device: options.DeviceID, limit: options.MemoryLimit}
	words := newTexts(provider, name)
	defer words.free()
	if err := l.check(C.thinker3d_memory(l.api, words[1], C.OrtArenaAllocator, C.int(a.device), C.OrtMemTypeDefault, &a.memory)); err != nil {
		return nil, err
	}
	keys, values := newTexts("device_id"), newTexts(strconv.Itoa(a.device))
	defer keys.free()
	defer values.free()
	status := C.thinker3d_share_arena(l.api, l.environment, words[0], a.memory, C.size_t(a.limit), keys.pointer(), values.pointer(), 1)
	if err := l.check(status); err != nil {
		C.thinker3d_release_memory(l.api, a.memory)
		return nil, err
	}
	return a, nil
}

func (a *arena) close() error {
	err := a.library.check(C.thinker3d_unshare_arena(a.library.api, a.library.environment, a.memory))
	C.thinker3d_release_memory(a.library.api, a.memory)
	a.memory = nil
	return err
}

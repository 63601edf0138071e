package onnx

// #include "native.h"
import "C"

import "path/filepath"

// registeredName is what the CUDA provider is registered as; it has to differ from the provider's own name.
const registeredName = "thinker3d"

// register makes the CUDA provider, which lies beside the library, known to the environment: without that the library copies to and
// from its memory only within runs of graphs. That it cannot be done is no failure, because places then copy by a graph.
func (l *library) register() {
	l.lock.Lock()
	defer l.lock.Unlock()
	if l.registered {
		return
	}
	words := newTexts(registeredName, filepath.Join(filepath.Dir(l.path), "libonnxruntime_providers_cuda.so"), l.path)
	defer words.free()
	// A library that had a provider registered, is unloaded and loaded again ends the process, so it stays.
	if C.dlopen(words[2], C.RTLD_LAZY|C.RTLD_NOLOAD|C.RTLD_NODELETE) == nil {
		return
	}
	l.registered = l.check(C.thinker3d_register(l.api, l.environment, words[0], words[1])) == nil
}

func (l *library) unregister() error {
	words := newTexts(registeredName)
	defer words.free()
	return l.check(C.thinker3d_unregister(l.api, l.environment, words[0]))
}

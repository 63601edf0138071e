package onnx

// #include "native.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/thinker3d/thinker3d/config"
)

// Session is one loaded graph; calls take and give tensors in the order of the wanted signature.
type Session struct {
	name    string
	device  config.Device
	capture bool
	// captures counts the bindings whose calls are captured.
	captures atomic.Int64
	want     Signature
	library  *library
	session  *C.OrtSession
	inputs   texts
	outputs  texts
	// cores are nil if the calling thread may run anywhere.
	cores *C.cpu_set_t
	// onDevice says of each input whether the graph reads it in the device's memory.
	onDevice []bool
	// place is the device's memory as this session has it, nil on the CPU.
	place *Place
	turn  turn
}

// Load checks the graph in the file against the wanted signature, then loads it.
func (e *Environment) Load(path string, want Signature, options Options) (*Session, error) {
	have, err := ReadSignature(path)
	if err != nil {
		return nil, err
	}
	if err := have.check(want); err != nil {
		return nil, fmt.Errorf("graph %s: %w", path, err)
	}
	if err := e.library.share(options); err != nil {
		return nil, fmt.Errorf("graph %s: %w", path, err)
	}
	s := &Session{name: path, want: want, library: e.library}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	err = s.make(options, func(l *library, native *C.OrtSessionOptions) *C.OrtStatus {
		return C.thinker3d_session(l.api, l.environment, name, native, &s.session)
	})
	if err == nil {
		err = s.locate(have)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("load graph %s: %w", path, err), s.Close())
	}
	return s, nil
}

// loadWritten loads a graph that this package has written.
func (l *library) loadWritten(name string, model []byte, want Signature, options Options) (*Session, error) {
	s := &Session{name: name, want: want, library: l}
	err := s.make(options, func(l *library, native *C.OrtSessionOptions) *C.OrtStatus {
		return C.thinker3d_session_of(l.api, l.environment, unsafe.Pointer(&model[0]), C.size_t(len(model)), native, &s.session)
	})
	if err == nil {
		err = s.locate(want)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("load graph %s: %w", name, err), s.Close())
	}
	return s, nil
}

func (s *Session) make(options Options, load func(*library, *C.OrtSessionOptions) *C.OrtStatus) error {
	l := s.library
	native, err := options.native(l)
	if err != nil {
		return err
	}
	if options.Device.IsNVIDIA() {
		l.register()
	}
	defer C.thinker3d_release_options(l.api, native)
	s.device, s.capture, s.turn = options.Device, options.Capture, l.turnOf(options.Device)
	s.turn.take()
	defer s.turn.give()
	if err := l.check(load(l, native)); err != nil {
		return err
	}
	s.inputs, s.outputs = newTexts(portNames(s.want.Inputs)...), newTexts(portNames(s.want.Outputs)...)
	s.cores = l.pool.callers()
	return nil
}

// locate finds out which inputs the graph reads in the device's memory; the signature has them in the graph's own order.
func (s *Session) locate(have Signature) error {
	memories := make([]*C.OrtMemoryInfo, len(have.Inputs))
	status := C.thinker3d_memory_of_inputs(s.library.api, s.session, unsafe.SliceData(memories), C.size_t(len(memories)))
	if err := s.library.check(status); err != nil {
		return fmt.Errorf("find where its inputs are: %w", err)
	}
	s.onDevice = make([]bool, len(s.want.Inputs))
	var device *C.OrtMemoryInfo
	for i, port := range s.want.Inputs {
		memory := memories[find(have.Inputs, port.Name)]
		if s.onDevice[i] = C.thinker3d_on_device(s.library.api, memory) != 0; s.onDevice[i] {
			device = memory
		}
	}
	if device == nil {
		return nil
	}
	place, err := newPlace(s, device)
	s.place = place
	return err
}

// Run runs the graph once; when ctx ends, the native call is told to stop, waited for, and the context's error returned.
func (s *Session) Run(ctx context.Context, inputs, outputs []*Tensor) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	in, out, err := s.values(inputs, outputs)
	if err != nil {
		return err
	}
	options, err := s.runOptions("-1")
	if err != nil {
		return err
	}
	defer C.thinker3d_release_run_options(s.library.api, options)
	terminated := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { terminated <- s.library.check(C.thinker3d_terminate(s.library.api, options)) })
	s.turn.take()
	err = s.library.check(C.thinker3d_run(s.library.api, s.session, options, s.cores, s.inputs.pointer(), unsafe.SliceData(in), C.size_t(len(in)),
		s.outputs.pointer(), unsafe.SliceData(out), C.size_t(len(out))))
	s.turn.give()
	runtime.KeepAlive(inputs)
	runtime.KeepAlive(outputs)
	if !stop() {
		if failed := <-terminated; failed != nil {
			return fmt.Errorf("stop graph %s: %w", s.name, failed)
		}
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("run graph %s: %w", s.name, err)
	}
	return nil
}

// runOptions are for one run, or for a binding's; the number says which captured graph they are of, -1 for none.
func (s *Session) runOptions(captured string) (*C.OrtRunOptions, error) {
	var options *C.OrtRunOptions
	err := s.library.check(C.thinker3d_run_options(s.library.api, &options))
	if err == nil && s.capture {
		words := newTexts("gpu_graph_id", captured)
		defer words.free()
		err = s.library.check(C.thinker3d_set_run_option(s.library.api, options, words[0], words[1]))
	}
	if err != nil {
		return nil, fmt.Errorf("make run options for %s: %w", s.name, err)
	}
	return options, nil
}

// Device is where the graph runs.
func (s *Session) Device() config.Device { return s.device }

// Close frees the graph; bindings made from it must be closed before.
func (s *Session) Close() error {
	if s == nil || s.session == nil {
		return nil
	}
	s.turn.take()
	err := s.place.release()
	C.thinker3d_release_session(s.library.api, s.session)
	s.turn.give()
	C.free(unsafe.Pointer(s.cores))
	s.inputs.free()
	s.outputs.free()
	s.session, s.cores = nil, nil
	return err
}

// values checks the tensors and gives what the library knows them by.
func (s *Session) values(inputs, outputs []*Tensor) (in, out []*C.OrtValue, err error) {
	if s.session == nil {
		return nil, nil, fmt.Errorf("graph %s is closed", s.name)
	}
	if len(inputs) != len(s.want.Inputs) || len(outputs) != len(s.want.Outputs) {
		return nil, nil, fmt.Errorf("graph %s takes %d tensors and gives %d, not %d and %d", s.name,
			len(s.want.Inputs), len(s.want.Outputs), len(inputs), len(outputs))
	}
	list := make([]*C.OrtValue, 0, len(inputs)+len(outputs))
	for _, tensor := range slices.Concat(inputs, outputs) {
		if tensor == nil {
			return nil, nil, fmt.Errorf("graph %s was given no tensor where it needs one", s.name)
		}
		value, err := tensor.native(s.library)
		if err != nil {
			return nil, nil, fmt.Errorf("graph %s: %w", s.name, err)
		}
		list = append(list, value)
	}
	return list[:len(inputs)], list[len(inputs):], nil
}

func portNames(ports []Port) []string {
	list := make([]string, len(ports))
	for i, port := range ports {
		list[i] = port.Name
	}
	return list
}

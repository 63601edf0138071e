package onnx

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	ort "github.com/yalue/onnxruntime_go"

	"github.com/thinker3d/thinker3d/config"
)

// Session is one loaded graph; calls take and give tensors in the order of the wanted signature.
type Session struct {
	name    string
	device  config.Device
	want    Signature
	session *ort.DynamicAdvancedSession
}

// Load checks the graph in the file against the wanted signature, then loads it.
func (e *Environment) Load(path string, want Signature, options Options) (session *Session, err error) {
	have, err := ReadSignature(path)
	if err != nil {
		return nil, err
	}
	if err := have.check(want); err != nil {
		return nil, fmt.Errorf("graph %s: %w", path, err)
	}
	native, err := options.native()
	if err != nil {
		return nil, fmt.Errorf("graph %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, native.Destroy()) }()
	loaded, err := ort.NewDynamicAdvancedSession(path, portNames(want.Inputs), portNames(want.Outputs), native)
	if err != nil {
		return nil, fmt.Errorf("load graph %s: %w", path, err)
	}
	return &Session{name: path, device: options.Device, want: want, session: loaded}, nil
}

// Run runs the graph once; when ctx ends, the native call is told to stop, waited for, and the context's error returned.
func (s *Session) Run(ctx context.Context, inputs, outputs []*Tensor) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := s.checkCount(inputs, outputs); err != nil {
		return err
	}
	options, err := ort.NewRunOptions()
	if err != nil {
		return fmt.Errorf("make run options for %s: %w", s.name, err)
	}
	defer func() { err = errors.Join(err, options.Destroy()) }()
	terminated := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { terminated <- options.Terminate() })
	err = s.session.RunWithOptions(values(inputs), values(outputs), options)
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

// Close frees the graph; bindings made from it must be closed before.
func (s *Session) Close() error {
	if s == nil || s.session == nil {
		return nil
	}
	err := s.session.Destroy()
	s.session = nil
	return err
}

func (s *Session) checkCount(inputs, outputs []*Tensor) error {
	if s.session == nil {
		return fmt.Errorf("graph %s is closed", s.name)
	}
	if len(inputs) != len(s.want.Inputs) || len(outputs) != len(s.want.Outputs) {
		return fmt.Errorf("graph %s takes %d tensors and gives %d, not %d and %d", s.name,
			len(s.want.Inputs), len(s.want.Outputs), len(inputs), len(outputs))
	}
	for _, tensor := range append(append([]*Tensor(nil), inputs...), outputs...) {
		if tensor == nil || tensor.value == nil {
			return fmt.Errorf("graph %s was given a closed tensor", s.name)
		}
	}
	return nil
}

func values(tensors []*Tensor) []ort.Value {
	list := make([]ort.Value, len(tensors))
	for i, tensor := range tensors {
		list[i] = tensor.value
	}
	return list
}

func portNames(ports []Port) []string {
	list := make([]string, len(ports))
	for i, port := range ports {
		list[i] = port.Name
	}
	return list
}

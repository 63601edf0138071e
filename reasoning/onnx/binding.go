package onnx

// #include "native.h"
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"unsafe"
)

// Binding is a graph with its tensors tied on: Run costs one native call and no Go allocation, and one call more where tensors of
// the host have to be copied to the device first.
type Binding struct {
	session         *Session
	binding         *C.OrtIoBinding
	options         *C.OrtRunOptions
	inputs, outputs []*Tensor
	// twins are tensors on the device for inputs of the host, which are copied before each run: of is what each is a twin of.
	twins, of []*Tensor
	from, to  []*C.OrtValue
	// again are inputs that are tied anew before each run, because tying copies them to where the graph reads them.
	again []int
}

// Bind ties tensors to the graph's inputs and outputs, which must stay open until the binding's Close; one tensor may
// serve as both an input and an output.
func (s *Session) Bind(inputs, outputs []*Tensor) (*Binding, error) {
	in, out, err := s.values(inputs, outputs)
	if err != nil {
		return nil, err
	}
	b := &Binding{session: s, inputs: inputs, outputs: outputs}
	if err = s.library.check(C.thinker3d_binding(s.library.api, s.session, &b.binding)); err == nil {
		if err = b.prepare(); err == nil {
			err = b.tie(in, out)
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make a binding of graph %s: %w", s.name, err), b.Close())
	}
	return b, nil
}

// prepare numbers the binding if its calls are captured.
func (b *Binding) prepare() (err error) {
	if b.session.capture {
		b.options, err = b.session.runOptions(strconv.FormatInt(b.session.captures.Add(1), 10))
	}
	return err
}

func (b *Binding) tie(in, out []*C.OrtValue) error {
	s := b.session
	for i, tensor := range b.inputs {
		switch {
		case s.onDevice[i] && !tensor.OnDevice() && s.place.direct:
			value, err := b.twin(tensor)
			if err != nil {
				return fmt.Errorf("input %s: %w", s.want.Inputs[i].Name, err)
			}
			in[i] = value
		case s.onDevice[i] != tensor.OnDevice():
			b.again = append(b.again, i)
		}
		if err := b.bindInput(i, in[i]); err != nil {
			return err
		}
	}
	for i, value := range out {
		if err := s.library.check(C.thinker3d_bind_output(s.library.api, b.binding, s.outputs[i], value)); err != nil {
			return fmt.Errorf("output %s: %w", s.want.Outputs[i].Name, err)
		}
	}
	return nil
}

func (b *Binding) bindInput(i int, value *C.OrtValue) error {
	s := b.session
	s.turn.take()
	defer s.turn.give()
	if err := s.library.check(C.thinker3d_bind_input(s.library.api, b.binding, s.inputs[i], value)); err != nil {
		return fmt.Errorf("input %s: %w", s.want.Inputs[i].Name, err)
	}
	return nil
}

// twin makes a tensor on the device that takes the host's tensor's place; one that is tied twice has one twin.
func (b *Binding) twin(tensor *Tensor) (*C.OrtValue, error) {
	for i, known := range b.of {
		if known == tensor {
			return b.to[i], nil
		}
	}
	made, err := b.session.place.reserve(tensor.element, tensor.shape...)
	if err != nil {
		return nil, err
	}
	b.twins, b.of = append(b.twins, made), append(b.of, tensor)
	from, err := tensor.native(b.session.library)
	if err != nil {
		return nil, err
	}
	to, err := made.native(b.session.library)
	b.from, b.to = append(b.from, from), append(b.to, to)
	return to, err
}

// Run runs the graph once on the tied tensors; it cannot be interrupted.
func (b *Binding) Run() error {
	s := b.session
	if s.session == nil || b.binding == nil {
		return fmt.Errorf("graph %s or its binding is closed", s.name)
	}
	l := s.library
	if len(b.from) > 0 {
		s.turn.take()
		status := C.thinker3d_copy_all(l.api, l.environment, unsafe.SliceData(b.from), unsafe.SliceData(b.to), C.size_t(len(b.from)))
		s.turn.give()
		if err := l.check(status); err != nil {
			return fmt.Errorf("copy the inputs of graph %s to %s: %w", s.name, s.device, err)
		}
	}
	for _, i := range b.again {
		value, err := b.inputs[i].native(l)
		if err == nil {
			err = b.bindInput(i, value)
		}
		if err != nil {
			return fmt.Errorf("run graph %s: %w", s.name, err)
		}
	}
	s.turn.take()
	err := l.check(C.thinker3d_run_bound(l.api, s.session, b.options, s.cores, b.binding))
	s.turn.give()
	runtime.KeepAlive(b)
	if err != nil {
		return fmt.Errorf("run graph %s: %w", s.name, err)
	}
	return nil
}

// Close unties the tensors, which stay open; it must come before the session's Close.
func (b *Binding) Close() error {
	if b == nil || b.binding == nil {
		return nil
	}
	b.session.turn.take()
	C.thinker3d_release_binding(b.session.library.api, b.binding)
	b.session.turn.give()
	if b.options != nil {
		C.thinker3d_release_run_options(b.session.library.api, b.options)
	}
	b.binding, b.options = nil, nil
	var failures []error
	for _, twin := range b.twins {
		failures = append(failures, twin.Close())
	}
	b.inputs, b.outputs, b.twins, b.of, b.from, b.to = nil, nil, nil, nil, nil, nil
	return errors.Join(failures...)
}

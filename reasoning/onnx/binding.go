package onnx

import (
	"errors"
	"fmt"
	"runtime"

	ort "github.com/yalue/onnxruntime_go"

	"github.com/thinker3d/thinker3d/config"
)

// Binding is a graph with its tensors tied on: Run costs one native call and no Go allocation on the CPU.
type Binding struct {
	session         *Session
	binding         *ort.IoBinding
	inputs, outputs []*Tensor
	inputValues     []ort.Value
	outputValues    []ort.Value
}

// Bind ties tensors to the graph's inputs and outputs, which must stay open until the binding's Close; one tensor may
// serve as both an input and an output.
func (s *Session) Bind(inputs, outputs []*Tensor) (*Binding, error) {
	if err := s.checkCount(inputs, outputs); err != nil {
		return nil, err
	}
	bound := &Binding{session: s, inputs: inputs, outputs: outputs, inputValues: values(inputs), outputValues: values(outputs)}
	if s.device == config.DeviceCUDA {
		// A binding copies the inputs to the device once, when it is made; a plain run copies them each time.
		return bound, nil
	}
	binding, err := s.session.CreateIoBinding()
	if err != nil {
		return nil, fmt.Errorf("make a binding of graph %s: %w", s.name, err)
	}
	bound.binding = binding
	if err := bound.tie(); err != nil {
		return nil, errors.Join(err, binding.Destroy())
	}
	return bound, nil
}

func (b *Binding) tie() error {
	for i, port := range b.session.want.Inputs {
		if err := b.binding.BindInput(port.Name, b.inputValues[i]); err != nil {
			return fmt.Errorf("bind input %s of graph %s: %w", port.Name, b.session.name, err)
		}
	}
	for i, port := range b.session.want.Outputs {
		if err := b.binding.BindOutput(port.Name, b.outputValues[i]); err != nil {
			return fmt.Errorf("bind output %s of graph %s: %w", port.Name, b.session.name, err)
		}
	}
	return nil
}

// Run runs the graph once on the tied tensors; it cannot be interrupted.
func (b *Binding) Run() error {
	if b.session.session == nil || b.inputValues == nil {
		return fmt.Errorf("graph %s or its binding is closed", b.session.name)
	}
	var err error
	if b.binding != nil {
		err = b.session.session.RunWithBinding(b.binding)
	} else {
		err = b.session.session.Run(b.inputValues, b.outputValues)
	}
	runtime.KeepAlive(b)
	if err != nil {
		return fmt.Errorf("run graph %s: %w", b.session.name, err)
	}
	return nil
}

// Close unties the tensors, which stay open; it must come before the session's Close.
func (b *Binding) Close() error {
	if b == nil {
		return nil
	}
	b.inputs, b.outputs, b.inputValues, b.outputValues = nil, nil, nil, nil
	if b.binding == nil {
		return nil
	}
	err := b.binding.Destroy()
	b.binding = nil
	return err
}

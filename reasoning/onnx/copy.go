package onnx

// #include "native.h"
import "C"

import (
	"errors"
	"fmt"
)

// Copy makes the tensor's bytes those of another tensor of the same type and size, wherever the two are.
func (t *Tensor) Copy(from *Tensor) error {
	if t.closed || from.closed || t.element != from.element || t.bytes != from.bytes {
		return fmt.Errorf("cannot copy a %s tensor of shape %v into one of %s and shape %v: both must be open and of one type and size",
			from.element, from.shape, t.element, t.shape)
	}
	place := t.place
	if place == nil {
		place = from.place
	}
	if place == nil {
		copy(t.memory, from.memory)
		return nil
	}
	if err := place.copy(t, from); err != nil {
		return fmt.Errorf("copy %d bytes to or from %s: %w", t.bytes, place.device, err)
	}
	return nil
}

// Upload fills the tensor with the bytes, which must be as many as it has.
func (t *Tensor) Upload(data []byte) error {
	return t.beside(data, func(host *Tensor) error { return t.Copy(host) })
}

// Download fills the bytes with the tensor, which must have as many.
func (t *Tensor) Download(data []byte) error {
	return t.beside(data, func(host *Tensor) error { return host.Copy(t) })
}

// beside calls back with a tensor over the caller's bytes.
func (t *Tensor) beside(data []byte, move func(host *Tensor) error) error {
	if len(data) != t.bytes {
		return fmt.Errorf("%d bytes are not those of a %s tensor of shape %v, %d", len(data), t.element, t.shape, t.bytes)
	}
	host := hostTensor(t.element, t.shape, data)
	host.pinner.Pin(&data[0])
	return errors.Join(move(host), host.Close())
}

// CopyRows makes count rows, from the row at on, those of another tensor from its row first on. Rows are what the first axis counts,
// and must be of one size and type. The two tensors may be one if the rows do not overlap.
func (t *Tensor) CopyRows(at int, from *Tensor, first, count int) (err error) {
	if t.element != from.element || t.rowBytes() != from.rowBytes() {
		return fmt.Errorf("cannot copy rows of %s and shape %v into rows of %s and shape %v", from.element, from.shape, t.element, t.shape)
	}
	if !t.OnDevice() && !from.OnDevice() {
		return t.copyHostRows(at, from, first, count)
	}
	if at > 0 && t.OnDevice() && !t.place.addressed {
		return t.place.scatter(t, at, from, first, count)
	}
	if first > 0 && from.OnDevice() && !from.place.addressed {
		return from.place.gather(t, at, from, first, count)
	}
	target, err := t.Rows(at, count)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	source, err := from.Rows(first, count)
	if err != nil {
		return err
	}
	return errors.Join(target.Copy(source), source.Close())
}

// copyHostRows copies without a view, since it is done in every step of a reply.
func (t *Tensor) copyHostRows(at int, from *Tensor, first, count int) error {
	if t.closed || from.closed || at < 0 || first < 0 || count <= 0 || int64(at+count) > t.shape[0] || int64(first+count) > from.shape[0] {
		return fmt.Errorf("cannot copy rows %d to %d of shape %v to row %d of shape %v: both must be open and have the rows",
			first, first+count-1, from.shape, at, t.shape)
	}
	size := t.rowBytes()
	copy(t.memory[at*size:(at+count)*size], from.memory[first*size:])
	return nil
}

func (p *Place) copy(to, from *Tensor) error {
	l := p.session.library
	if !p.direct {
		return p.copyByGraph(to, from)
	}
	source, err := from.native(l)
	if err != nil {
		return err
	}
	target, err := to.native(l)
	if err != nil {
		return err
	}
	p.session.turn.take()
	defer p.session.turn.give()
	return l.check(C.thinker3d_copy(l.api, l.environment, source, target))
}

// copyByGraph lets the graph that only copies do it: tying its input and taking its output cross between host and device.
func (p *Place) copyByGraph(to, from *Tensor) (err error) {
	s := p.session
	element := s.want.Inputs[0].Element
	if to.bytes%element.Size() != 0 {
		return fmt.Errorf("%s copies in units of %d bytes, and these are %d", p.device, element.Size(), to.bytes)
	}
	target, source := to.flat(element), from.flat(element)
	defer func() { err = errors.Join(err, target.Close(), source.Close()) }()
	binding, err := s.Bind([]*Tensor{source}, []*Tensor{target})
	if err != nil {
		return err
	}
	return errors.Join(binding.Run(), binding.Close())
}

// flat is the same bytes as one row of another type.
func (t *Tensor) flat(element Element) *Tensor {
	return &Tensor{shape: []int64{int64(t.bytes / element.Size())}, element: element, bytes: t.bytes, memory: t.memory, place: t.place, address: t.address}
}

package onnx

import (
	"context"
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/config"
)

// mover copies rows on a device without addresses, by graphs that take them out of a tensor and put them into one.
type mover struct{ take, put *Session }

// copySignature is that of the graph that copies, in the smallest units that the device takes.
func copySignature(element Element) Signature {
	return Signature{Inputs: []Port{{"from", element, []int64{Free}}}, Outputs: []Port{{"to", element, []int64{Free}}}}
}

func copyGraph(signature Signature) []byte {
	node := graphNode{operator: "Identity", inputs: portNames(signature.Inputs), outputs: portNames(signature.Outputs)}
	return modelBytes(graphBytes([]graphNode{node}, signature))
}

func newMover(l *library, element Element, options Options) (*mover, error) {
	rows := []int64{Free, Free}
	take := Signature{
		Inputs:  []Port{{"from", element, rows}, {"indices", Int64, []int64{Free}}},
		Outputs: []Port{{"rows", element, rows}},
	}
	put := Signature{
		Inputs:  []Port{{"before", element, rows}, {"indices", Int64, []int64{Free, 1}}, {"rows", element, rows}},
		Outputs: []Port{{"after", element, rows}},
	}
	m := &mover{}
	var failures [2]error
	load := func(operator string, signature Signature) (*Session, error) {
		node := graphNode{operator: operator, inputs: portNames(signature.Inputs), outputs: portNames(signature.Outputs)}
		return l.loadWritten(operator, modelBytes(graphBytes([]graphNode{node}, signature)), signature, options)
	}
	m.take, failures[0] = load("Gather", take)
	m.put, failures[1] = load("ScatterND", put)
	if err := errors.Join(failures[:]...); err != nil {
		return nil, errors.Join(err, m.close())
	}
	return m, nil
}

func (m *mover) close() error { return errors.Join(m.take.Close(), m.put.Close()) }

func (p *Place) mover(element Element) (*mover, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if m := p.movers[element]; m != nil {
		return m, nil
	}
	m, err := newMover(p.session.library, element, p.options)
	if err != nil {
		return nil, fmt.Errorf("make graphs that copy rows of %s: %w", element, err)
	}
	if p.movers == nil {
		p.movers = map[Element]*mover{}
	}
	p.movers[element] = m
	return m, nil
}

// gather copies rows from the middle of a device's tensor to the front of a tensor of their own, and from there on.
func (p *Place) gather(to *Tensor, at int, from *Tensor, first, count int) (err error) {
	rows, err := p.taken(from, first, count)
	if err != nil {
		return err
	}
	return errors.Join(to.CopyRows(at, rows, 0, count), rows.Close())
}

// taken are rows in a tensor of their own.
func (p *Place) taken(from *Tensor, first, count int) (rows *Tensor, err error) {
	if first < 0 || count <= 0 || int64(first+count) > from.shape[0] {
		return nil, fmt.Errorf("a tensor of shape %v has no rows %d to %d", from.shape, first, first+count-1)
	}
	m, err := p.mover(from.element)
	if err != nil {
		return nil, err
	}
	var list closers
	defer func() { err = errors.Join(err, list.close()) }()
	width := int64(from.rowBytes() / from.element.Size())
	whole := list.add(from.View(from.shape[0], width))
	indices := list.add(numbered(first, count, int64(count)))
	if list.failure != nil {
		return nil, list.failure
	}
	if rows, err = p.reserve(from.element, int64(count), width); err != nil {
		return nil, err
	}
	if err := m.take.Run(context.Background(), []*Tensor{whole, indices}, []*Tensor{rows}); err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return rows, nil
}

// scatter writes rows into the middle of a device's tensor.
func (p *Place) scatter(to *Tensor, at int, from *Tensor, first, count int) (err error) {
	if at+count > int(to.shape[0]) {
		return fmt.Errorf("a tensor of shape %v has no rows %d to %d", to.shape, at, at+count-1)
	}
	m, err := p.mover(to.element)
	if err != nil {
		return err
	}
	var list closers
	defer func() { err = errors.Join(err, list.close()) }()
	width := int64(to.rowBytes() / to.element.Size())
	rows := list.add(p.reserve(to.element, int64(count), width))
	whole := list.add(to.View(to.shape[0], width))
	indices := list.add(numbered(at, count, int64(count), 1))
	if list.failure != nil {
		return list.failure
	}
	if err := rows.CopyRows(0, from, first, count); err != nil {
		return err
	}
	binding, err := m.put.Bind([]*Tensor{whole, indices, rows}, []*Tensor{whole})
	if err != nil {
		return err
	}
	return errors.Join(binding.Run(), binding.Close())
}

// numbered holds the numbers of count rows.
func numbered(first, count int, shape ...int64) (*Tensor, error) {
	tensor, err := New(Int64, shape...)
	if err != nil {
		return nil, err
	}
	for i := range count {
		tensor.Int64s()[i] = int64(first + i)
	}
	return tensor, nil
}

// closers are tensors that are closed together.
type closers struct {
	list    []*Tensor
	failure error
}

func (c *closers) add(tensor *Tensor, err error) *Tensor {
	c.failure = errors.Join(c.failure, err)
	c.list = append(c.list, tensor)
	return tensor
}

func (c *closers) close() error {
	var failures []error
	for i := range c.list {
		failures = append(failures, c.list[len(c.list)-1-i].Close())
	}
	return errors.Join(failures...)
}

// copyUnit is the smallest type that a device's Identity takes.
func copyUnit(device config.Device) Element {
	if device == config.DeviceWebGPU {
		return Int32
	}
	return Uint8
}

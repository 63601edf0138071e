package onnx

// #include "native.h"
import "C"

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/thinker3d/thinker3d/config"
)

// Place is a device's memory: tensors are made in it and copied into, out of and within it. On the CPU it is the host's.
// Its methods may be called from any goroutine; its owner closes it after the last tensor in it.
type Place struct {
	device    config.Device
	session   *Session
	memory    *C.OrtMemoryInfo
	allocator *C.OrtAllocator
	pinned    *C.OrtAllocator
	// addressed says that what the allocator gives is an address, to which one can add.
	addressed bool
	// direct says that the library copies by itself; where it does not, the session, which runs the copying graph, does.
	direct bool
	bytes  atomic.Int64

	lock    sync.Mutex
	options Options
	movers  map[Element]*mover
}

// Place opens the memory of the device that the options name; it is the same memory for every graph on that device.
func (e *Environment) Place(options Options) (*Place, error) {
	if options.Device == config.DeviceCPU || options.Device == "" {
		return &Place{device: config.DeviceCPU, addressed: true}, nil
	}
	if err := e.library.share(options); err != nil {
		return nil, err
	}
	place, err := openPlace(e.library, options)
	if err == nil && !place.session.onDevice[0] {
		err = errors.Join(errors.New("it leaves even a copy to the CPU"), place.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("open the memory of %s: %w", options.Device, err)
	}
	return place, nil
}

// openPlace opens the memory in which the device has the input of a graph that only copies.
func openPlace(l *library, options Options) (*Place, error) {
	options.Capture = false
	signature := copySignature(copyUnit(options.Device))
	session, err := l.loadWritten("copy", copyGraph(signature), signature, options)
	if err != nil {
		return nil, err
	}
	if session.place == nil {
		var memory *C.OrtMemoryInfo
		if err := l.check(C.thinker3d_memory_of_inputs(l.api, session.session, &memory, 1)); err != nil {
			return nil, errors.Join(err, session.Close())
		}
		if session.place, err = newPlace(session, memory); err != nil {
			return nil, errors.Join(err, session.Close())
		}
	}
	place := session.place
	place.options = options
	place.openPinned()
	if err := place.prove(); err != nil {
		return nil, errors.Join(err, place.Close())
	}
	return place, nil
}

// newPlace reaches the memory, which belongs to the session.
func newPlace(s *Session, memory *C.OrtMemoryInfo) (*Place, error) {
	place := &Place{device: s.device, session: s, memory: memory, addressed: s.device != config.DeviceWebGPU}
	if err := s.library.check(C.thinker3d_allocator(s.library.api, s.session, memory, &place.allocator)); err != nil {
		return nil, fmt.Errorf("reach the memory of %s: %w", s.device, err)
	}
	place.proveDirect()
	return place, nil
}

// openPinned reaches the host's memory that an NVIDIA device reads by itself; without it staging is in plain memory.
func (p *Place) openPinned() {
	if !p.device.IsNVIDIA() {
		return
	}
	l := p.session.library
	name := newTexts("CudaPinned")
	defer name.free()
	var memory *C.OrtMemoryInfo
	if l.check(C.thinker3d_memory(l.api, name[0], C.OrtDeviceAllocator, C.int(p.options.DeviceID), C.OrtMemTypeCPUOutput, &memory)) != nil {
		return
	}
	defer C.thinker3d_release_memory(l.api, memory)
	_ = l.check(C.thinker3d_allocator(l.api, p.session.session, memory, &p.pinned))
}

// proveDirect finds out, once for each device, whether the library copies by itself.
func (p *Place) proveDirect() {
	l := p.session.library
	l.lock.Lock()
	defer l.lock.Unlock()
	direct, known := l.direct[p.device]
	if !known {
		p.direct = true
		direct = p.prove() == nil
		l.direct[p.device] = direct
	}
	p.direct = direct
}

// prove copies there and back.
func (p *Place) prove() error {
	sent, back := []byte("0123456789abcdef"), make([]byte, 16)
	tensor, err := p.reserve(Int32, 4)
	if err != nil {
		return err
	}
	if err := errors.Join(tensor.Upload(sent), tensor.Download(back), tensor.Close()); err != nil {
		return fmt.Errorf("copy 16 bytes there and back: %w", err)
	}
	if !bytes.Equal(sent, back) {
		return fmt.Errorf("%q came back as %q", sent, back)
	}
	return nil
}

// Device is whose memory it is.
func (p *Place) Device() config.Device { return p.device }

// Bytes is how much of the place's tensors is not freed yet; the host's own are not counted.
func (p *Place) Bytes() int64 { return p.bytes.Load() }

// New makes a zeroed tensor in the place.
func (p *Place) New(element Element, shape ...int64) (*Tensor, error) {
	if p.session == nil {
		return New(element, shape...)
	}
	tensor, err := p.reserve(element, shape...)
	if err != nil {
		return nil, err
	}
	nothing, err := New(element, shape...)
	if err == nil {
		err = errors.Join(tensor.Copy(nothing), nothing.Close())
	}
	if err != nil {
		return nil, errors.Join(err, tensor.Close())
	}
	return tensor, nil
}

// reserve makes a tensor that holds what was there before.
func (p *Place) reserve(element Element, shape ...int64) (*Tensor, error) {
	size, err := byteCount(element, shape)
	if err != nil {
		return nil, err
	}
	address, free, err := p.allocate(p.allocator, size)
	if err != nil {
		return nil, fmt.Errorf("reserve %d bytes of %s for a tensor of shape %v: %w", size, p.device, shape, err)
	}
	return &Tensor{shape: append([]int64(nil), shape...), element: element, bytes: size, place: p, address: uintptr(address), free: free}, nil
}

// Pins says that Stage gives memory that the device reads by itself.
func (p *Place) Pins() bool { return p.pinned != nil }

// Stage makes a tensor in the host's memory from which the device is filled fastest: pinned where the device has such memory.
func (p *Place) Stage(element Element, shape ...int64) (*Tensor, error) {
	if p.pinned == nil {
		return New(element, shape...)
	}
	size, err := byteCount(element, shape)
	if err != nil {
		return nil, err
	}
	address, free, err := p.allocate(p.pinned, size)
	if err != nil {
		return nil, fmt.Errorf("pin %d bytes for a tensor of shape %v: %w", size, shape, err)
	}
	tensor := hostTensor(element, shape, unsafe.Slice((*byte)(address), size))
	clear(tensor.memory)
	tensor.free = free
	return tensor, nil
}

func (p *Place) allocate(allocator *C.OrtAllocator, size int) (address unsafe.Pointer, free func() error, err error) {
	l := p.session.library
	turn := p.session.turn
	turn.take()
	err = l.check(C.thinker3d_allocate(l.api, allocator, C.size_t(size), &address))
	turn.give()
	if err != nil {
		return nil, nil, err
	}
	p.bytes.Add(int64(size))
	return address, func() error {
		p.bytes.Add(-int64(size))
		turn.take()
		defer turn.give()
		return l.check(C.thinker3d_free(l.api, allocator, address))
	}, nil
}

// Close gives the place up; a second Close does nothing.
func (p *Place) Close() error {
	if p == nil || p.session == nil {
		return nil
	}
	var failures []error
	for _, mover := range p.movers {
		failures = append(failures, mover.close())
	}
	p.movers = nil
	return errors.Join(append(failures, p.session.Close())...)
}

// release gives up what the place has of its session.
func (p *Place) release() error {
	if p == nil {
		return nil
	}
	for _, allocator := range []*C.OrtAllocator{p.allocator, p.pinned} {
		if allocator != nil {
			C.thinker3d_release_allocator(p.session.library.api, allocator)
		}
	}
	p.allocator, p.pinned = nil, nil
	if left := p.Bytes(); left != 0 {
		return fmt.Errorf("the memory of %s was given up with %d bytes of tensors in it", p.device, left)
	}
	return nil
}

package onnx

// #include "native.h"
import "C"

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"unsafe"
)

// maximumBytes is the largest buffer that one tensor may have.
const maximumBytes = 1 << 38

// Tensor is one buffer that the native side reads and writes; its owner closes it after the last call that uses it.
type Tensor struct {
	shape   []int64
	element Element
	bytes   int
	// memory is nil if the buffer is a device's, whose place is then given.
	memory []byte
	place  *Place
	// address is a handle and no address on places without addresses.
	address uintptr
	// free gives the buffer back; views and what is borrowed have none.
	free   func() error
	pinner runtime.Pinner
	closed bool

	lock    sync.Mutex
	library *library
	value   *C.OrtValue
}

// New makes a zeroed tensor in memory of its own, outside the Go heap; pages that nothing touches cost nothing.
func New(element Element, shape ...int64) (*Tensor, error) {
	bytes, err := byteCount(element, shape)
	if err != nil {
		return nil, err
	}
	memory, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("reserve %d bytes for a tensor of shape %v: %w", bytes, shape, err)
	}
	tensor := hostTensor(element, shape, memory)
	tensor.free = func() error {
		if err := syscall.Munmap(memory); err != nil {
			return fmt.Errorf("free a tensor's memory: %w", err)
		}
		return nil
	}
	return tensor, nil
}

// Borrow makes a tensor over the caller's own memory, which stays pinned until Close.
func Borrow[T byte | float32 | int64 | int32](element Element, data []T, shape ...int64) (*Tensor, error) {
	bytes, err := byteCount(element, shape)
	if err != nil {
		return nil, err
	}
	var one T
	if size := int(unsafe.Sizeof(one)); size > element.Size() || len(data)*size != bytes {
		return nil, fmt.Errorf("%d values of %d bytes do not fill a %s tensor of shape %v", len(data), size, element, shape)
	}
	tensor := hostTensor(element, shape, unsafe.Slice((*byte)(unsafe.Pointer(&data[0])), bytes))
	tensor.pinner.Pin(&data[0])
	return tensor, nil
}

func hostTensor(element Element, shape []int64, memory []byte) *Tensor {
	return &Tensor{shape: slices.Clone(shape), element: element, bytes: len(memory), memory: memory, address: uintptr(unsafe.Pointer(&memory[0]))}
}

// View makes a tensor of another shape over the first bytes of this one; it must be closed before this one is.
func (t *Tensor) View(shape ...int64) (*Tensor, error) { return t.ViewAt(0, shape...) }

// Rows makes a tensor over some of this one's rows, which are what its first axis counts; it must be closed before this one is.
// The only rows that a place without addresses can show are the first ones; CopyRows copies any.
func (t *Tensor) Rows(first, count int) (*Tensor, error) {
	if first < 0 || count <= 0 || int64(first+count) > t.shape[0] {
		return nil, fmt.Errorf("a tensor of shape %v has no rows %d to %d", t.shape, first, first+count-1)
	}
	shape := slices.Clone(t.shape)
	shape[0] = int64(count)
	return t.ViewAt(first*t.rowBytes(), shape...)
}

func (t *Tensor) rowBytes() int { return t.bytes / int(t.shape[0]) }

// ViewAt makes a view that begins at a byte, which on places without addresses must be the first.
func (t *Tensor) ViewAt(at int, shape ...int64) (*Tensor, error) {
	bytes, err := byteCount(t.element, shape)
	if err != nil {
		return nil, err
	}
	switch {
	case t.closed:
		return nil, fmt.Errorf("a view of shape %v of a closed tensor", shape)
	case at < 0 || at%t.element.Size() != 0 || bytes > t.bytes-at:
		return nil, fmt.Errorf("a view of shape %v from byte %d needs %d bytes, and the tensor has %d", shape, at, bytes, t.bytes)
	case t.place == nil:
		return hostTensor(t.element, shape, t.memory[at:at+bytes:at+bytes]), nil
	case at > 0 && !t.place.addressed:
		return nil, fmt.Errorf("%s memory has no addresses, so no view can begin at byte %d: copy the rows", t.place.device, at)
	}
	return &Tensor{shape: slices.Clone(shape), element: t.element, bytes: bytes, place: t.place, address: t.address + uintptr(at)}, nil
}

// Discard gives the memory of a tensor that New made, or of a view of one, back to the system: it is zero afterwards. Pages that the
// tensor shares with what lies beside it stay as they are, and so does all of a device's memory.
func (t *Tensor) Discard() {
	if len(t.memory) == 0 {
		return
	}
	page := os.Getpagesize()
	start := uintptr(unsafe.Pointer(&t.memory[0]))
	skip := int(-start) & (page - 1)
	if whole := (len(t.memory) - skip) / page * page; whole > 0 {
		_ = syscall.Madvise(t.memory[skip:skip+whole], syscall.MADV_DONTNEED)
	}
}

// Close frees the tensor; a second Close does nothing.
func (t *Tensor) Close() error {
	if t == nil || t.closed {
		return nil
	}
	t.closed = true
	if t.value != nil {
		C.thinker3d_release_value(t.library.api, t.value)
		t.value = nil
	}
	t.pinner.Unpin()
	t.memory = nil
	if t.free == nil {
		return nil
	}
	return t.free()
}

// Shape is the tensor's shape, not to be changed.
func (t *Tensor) Shape() []int64 { return t.shape }

// Element is the type of the tensor's elements.
func (t *Tensor) Element() Element { return t.element }

// Size is the number of the tensor's bytes, wherever they are.
func (t *Tensor) Size() int { return t.bytes }

// OnDevice says that the tensor is in a device's memory, where Bytes cannot show it.
func (t *Tensor) OnDevice() bool { return t.place != nil }

// Bytes is the tensor's memory, valid until Close; nil on a device.
func (t *Tensor) Bytes() []byte { return t.memory }

// Float32s is the memory as float32 values, nil if the elements are of another type.
func (t *Tensor) Float32s() []float32 { return elements[float32](t, Float32) }

// Float64s is the memory as float64 values, nil if the elements are of another type.
func (t *Tensor) Float64s() []float64 { return elements[float64](t, Float64) }

// Bools is the memory as truth values, nil if the elements are of another type.
func (t *Tensor) Bools() []bool { return elements[bool](t, Bool) }

// Int64s is the memory as int64 values, nil if the elements are of another type.
func (t *Tensor) Int64s() []int64 { return elements[int64](t, Int64) }

// Int32s is the memory as int32 values, nil if the elements are of another type.
func (t *Tensor) Int32s() []int32 { return elements[int32](t, Int32) }

// Words is the memory of 16-bit floating point values as their bits, nil if the elements are of another type.
func (t *Tensor) Words() []uint16 {
	if t.element == BFloat16 {
		return elements[uint16](t, BFloat16)
	}
	return elements[uint16](t, Float16)
}

// native is the tensor as the library sees it, made at its first use.
func (t *Tensor) native(l *library) (*C.OrtValue, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.closed {
		return nil, fmt.Errorf("a %s tensor of shape %v is closed", t.element, t.shape)
	}
	if t.value != nil {
		return t.value, nil
	}
	memory := l.host
	if t.place != nil {
		memory = t.place.memory
	}
	shape := (*C.int64_t)(unsafe.SliceData(t.shape))
	status := C.thinker3d_value(l.api, memory, C.uintptr_t(t.address), C.size_t(t.bytes), shape, C.size_t(len(t.shape)), C.int(t.element), &t.value)
	if err := l.check(status); err != nil {
		return nil, fmt.Errorf("make a %s tensor of shape %v: %w", t.element, t.shape, err)
	}
	t.library = l
	return t.value, nil
}

func elements[T any](t *Tensor, element Element) []T {
	if t.element != element || len(t.memory) == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&t.memory[0])), len(t.memory)/element.Size())
}

func byteCount(element Element, shape []int64) (int, error) {
	count := int64(element.Size())
	if count == 0 || len(shape) == 0 {
		return 0, fmt.Errorf("cannot make a tensor of %s with %d axes", element, len(shape))
	}
	for _, length := range shape {
		if length <= 0 || length > math.MaxInt32 || count > maximumBytes/length {
			return 0, fmt.Errorf("cannot make a tensor of shape %v: each axis must be positive and the whole at most %d bytes", shape, int64(maximumBytes))
		}
		count *= length
	}
	return int(count), nil
}

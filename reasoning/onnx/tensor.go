package onnx

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"syscall"
	"unsafe"

	ort "github.com/yalue/onnxruntime_go"
)

// maximumBytes is the largest buffer that one tensor may have.
const maximumBytes = 1 << 38

// Tensor is one buffer that the native side reads and writes; its owner closes it after the last call that uses it.
type Tensor struct {
	value   *ort.CustomDataTensor
	memory  []byte
	shape   []int64
	element Element
	mapped  bool
	pinner  runtime.Pinner
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
	tensor := &Tensor{memory: memory, shape: slices.Clone(shape), element: element, mapped: true}
	if err := tensor.describe(); err != nil {
		_ = syscall.Munmap(memory)
		return nil, err
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
	memory := unsafe.Slice((*byte)(unsafe.Pointer(&data[0])), bytes)
	tensor := &Tensor{memory: memory, shape: slices.Clone(shape), element: element}
	tensor.pinner.Pin(&data[0])
	if err := tensor.describe(); err != nil {
		tensor.pinner.Unpin()
		return nil, err
	}
	return tensor, nil
}

// View makes a tensor of another shape over the first bytes of this one; it must be closed before this one is.
func (t *Tensor) View(shape ...int64) (*Tensor, error) { return t.ViewAt(0, shape...) }

// ViewAt makes a view that begins at a byte.
func (t *Tensor) ViewAt(at int, shape ...int64) (*Tensor, error) {
	bytes, err := byteCount(t.element, shape)
	if err != nil {
		return nil, err
	}
	if at < 0 || at%t.element.Size() != 0 || bytes > len(t.memory)-at {
		return nil, fmt.Errorf("a view of shape %v from byte %d needs %d bytes, and the tensor has %d", shape, at, bytes, len(t.memory))
	}
	view := &Tensor{memory: t.memory[at : at+bytes : at+bytes], shape: slices.Clone(shape), element: t.element}
	return view, view.describe()
}

// Discard gives the memory of a tensor that New made, or of a view of one, back to the system: it is zero afterwards. Pages that the
// tensor shares with what lies beside it stay as they are.
func (t *Tensor) Discard() {
	page := os.Getpagesize()
	start := uintptr(unsafe.Pointer(&t.memory[0]))
	skip := int(-start) & (page - 1)
	if whole := (len(t.memory) - skip) / page * page; whole > 0 {
		_ = syscall.Madvise(t.memory[skip:skip+whole], syscall.MADV_DONTNEED)
	}
}

// Close frees the tensor; a second Close does nothing.
func (t *Tensor) Close() error {
	if t == nil || t.value == nil {
		return nil
	}
	err := t.value.Destroy()
	t.value = nil
	t.pinner.Unpin()
	memory := t.memory
	t.memory = nil
	if t.mapped {
		if unmap := syscall.Munmap(memory); unmap != nil {
			return fmt.Errorf("free a tensor's memory: %w", unmap)
		}
	}
	return err
}

// Shape is the tensor's shape, not to be changed.
func (t *Tensor) Shape() []int64 { return t.shape }

// Element is the type of the tensor's elements.
func (t *Tensor) Element() Element { return t.element }

// Bytes is the tensor's memory, valid until Close.
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

func (t *Tensor) describe() error {
	value, err := ort.NewCustomDataTensor(ort.Shape(t.shape), t.memory, t.element.native())
	if err != nil {
		return fmt.Errorf("make a %s tensor of shape %v: %w", t.element, t.shape, err)
	}
	t.value = value
	return nil
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

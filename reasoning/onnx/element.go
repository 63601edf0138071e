package onnx

import "fmt"

// Element is the type of a tensor's elements, by its number in the ONNX format.
type Element int32

// The element types that a bundle's graphs may have.
const (
	Float32  Element = 1
	Uint8    Element = 2
	Int32    Element = 6
	Int64    Element = 7
	Bool     Element = 9
	Float16  Element = 10
	Float64  Element = 11
	BFloat16 Element = 16
)

// Size is the number of bytes of one element, 0 for an unknown type.
func (e Element) Size() int {
	switch e {
	case Float32, Int32:
		return 4
	case Int64, Float64:
		return 8
	case Bool, Uint8:
		return 1
	case Float16, BFloat16:
		return 2
	}
	return 0
}

// String is the name of the type as bundles write it.
func (e Element) String() string {
	switch e {
	case Float32:
		return "float32"
	case Uint8:
		return "uint8"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	case Bool:
		return "bool"
	case Float64:
		return "float64"
	case Float16:
		return "float16"
	case BFloat16:
		return "bfloat16"
	}
	return fmt.Sprintf("element type %d", int32(e))
}

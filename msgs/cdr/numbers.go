package cdr

import (
	"encoding/binary"
	"math"
	"reflect"
)

// numberSequence codes a slice of numbers in one loop, without reflection for each element.
func numberSequence(t reflect.Type) (node, bool) {
	switch t {
	case reflect.TypeFor[[]float32]():
		return bulk(4, readFloat32s, appendFloat32s), true
	case reflect.TypeFor[[]float64]():
		return bulk(8, readFloat64s, appendFloat64s), true
	case reflect.TypeFor[[]uint16]():
		return bulk(2, readIntegers16[uint16], appendIntegers16[uint16]), true
	case reflect.TypeFor[[]int16]():
		return bulk(2, readIntegers16[int16], appendIntegers16[int16]), true
	case reflect.TypeFor[[]uint32]():
		return bulk(4, readIntegers32[uint32], appendIntegers32[uint32]), true
	case reflect.TypeFor[[]int32]():
		return bulk(4, readIntegers32[int32], appendIntegers32[int32]), true
	default:
		return node{}, false
	}
}

func bulk[E any](size int, read func(in input, numbers []E, bytes []byte), write func(dst []byte, numbers []E) []byte) node {
	return node{
		minimum: 4,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			count, at, err := in.length(at, size)
			if err != nil || count == 0 {
				resize(value.Type(), value, 0)
				return at, err
			}
			bytes, end, err := in.take(at, size, count)
			if err != nil {
				return at, err
			}
			resize(value.Type(), value, count)
			read(in, *value.Addr().Interface().(*[]E), bytes)
			return end, nil
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			dst = appendLength(dst, start, value.Len())
			if value.Len() == 0 {
				return dst
			}
			return write(pad(dst, start, size), *value.Addr().Interface().(*[]E))
		},
	}
}

func readFloat32s(in input, numbers []float32, bytes []byte) {
	for i := range numbers {
		numbers[i] = math.Float32frombits(in.uint32(bytes[4*i:]))
	}
}

func appendFloat32s(dst []byte, numbers []float32) []byte {
	for _, number := range numbers {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(number))
	}
	return dst
}

func readFloat64s(in input, numbers []float64, bytes []byte) {
	for i := range numbers {
		numbers[i] = math.Float64frombits(in.uint64(bytes[8*i:]))
	}
}

func appendFloat64s(dst []byte, numbers []float64) []byte {
	for _, number := range numbers {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(number))
	}
	return dst
}

func readIntegers16[E uint16 | int16](in input, numbers []E, bytes []byte) {
	for i := range numbers {
		numbers[i] = E(in.uint16(bytes[2*i:]))
	}
}

func appendIntegers16[E uint16 | int16](dst []byte, numbers []E) []byte {
	for _, number := range numbers {
		dst = binary.LittleEndian.AppendUint16(dst, uint16(number))
	}
	return dst
}

func readIntegers32[E uint32 | int32](in input, numbers []E, bytes []byte) {
	for i := range numbers {
		numbers[i] = E(in.uint32(bytes[4*i:]))
	}
}

func appendIntegers32[E uint32 | int32](dst []byte, numbers []E) []byte {
	for _, number := range numbers {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(number))
	}
	return dst
}

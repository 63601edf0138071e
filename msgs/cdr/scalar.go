package cdr

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
)

func scalar(t reflect.Type) (node, error) {
	switch t.Kind() {
	case reflect.Bool:
		return node{minimum: 1, decode: decodeBool, encode: encodeBool}, nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return number(int(t.Size()), reflect.Value.SetUint, reflect.Value.Uint), nil
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		unused := 64 - 8*int(t.Size())
		return number(int(t.Size()),
			func(value reflect.Value, bits uint64) { value.SetInt(int64(bits<<unused) >> unused) },
			func(value reflect.Value) uint64 { return uint64(value.Int()) }), nil
	case reflect.Float32:
		return number(4,
			func(value reflect.Value, bits uint64) { value.SetFloat(float64(math.Float32frombits(uint32(bits)))) },
			func(value reflect.Value) uint64 { return uint64(math.Float32bits(float32(value.Float()))) }), nil
	case reflect.Float64:
		return number(8,
			func(value reflect.Value, bits uint64) { value.SetFloat(math.Float64frombits(bits)) },
			func(value reflect.Value) uint64 { return math.Float64bits(value.Float()) }), nil
	default:
		return node{}, fmt.Errorf("%s is no message field's type", t)
	}
}

// number codes size bytes, which set and get as the low bits of a uint64.
func number(size int, set func(reflect.Value, uint64), get func(reflect.Value) uint64) node {
	return node{
		minimum: size,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			bytes, end, err := in.take(at, size, 1)
			if err != nil {
				return at, err
			}
			set(value, in.number(bytes))
			return end, nil
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			dst = pad(dst, start, size)
			bits := get(value)
			switch size {
			case 1:
				return append(dst, byte(bits))
			case 2:
				return binary.LittleEndian.AppendUint16(dst, uint16(bits))
			case 4:
				return binary.LittleEndian.AppendUint32(dst, uint32(bits))
			default:
				return binary.LittleEndian.AppendUint64(dst, bits)
			}
		},
	}
}

func (in input) number(bytes []byte) uint64 {
	switch len(bytes) {
	case 1:
		return uint64(bytes[0])
	case 2:
		return uint64(in.uint16(bytes))
	case 4:
		return uint64(in.uint32(bytes))
	default:
		return in.uint64(bytes)
	}
}

func decodeBool(in input, at int, value reflect.Value) (int, error) {
	bytes, end, err := in.take(at, 1, 1)
	if err != nil {
		return at, err
	}
	if bytes[0] > 1 {
		return at, fmt.Errorf("%d is no bool", bytes[0])
	}
	value.SetBool(bytes[0] == 1)
	return end, nil
}

func encodeBool(dst []byte, _ int, value reflect.Value) []byte {
	if value.Bool() {
		return append(dst, 1)
	}
	return append(dst, 0)
}

package cdr

import (
	"encoding/binary"
	"fmt"
	"reflect"
)

func sequence(t reflect.Type, element node) node {
	return node{
		minimum: 4,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			count, at, err := in.length(at, element.minimum)
			if err != nil {
				return at, err
			}
			resize(t, value, count)
			return decodeElements(in, at, value, element)
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			dst = appendLength(dst, start, value.Len())
			return encodeElements(dst, start, value, element)
		},
	}
}

func array(t reflect.Type, element node) (node, error) {
	if t.Len() == 0 {
		return node{}, fmt.Errorf("%s has no elements", t)
	}
	return node{
		minimum: t.Len() * element.minimum,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			return decodeElements(in, at, value, element)
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			return encodeElements(dst, start, value, element)
		},
	}, nil
}

func decodeElements(in input, at int, value reflect.Value, element node) (int, error) {
	var err error
	for i := range value.Len() {
		if at, err = element.decode(in, at, value.Index(i)); err != nil {
			return at, nest(fmt.Sprintf("[%d]", i), err)
		}
	}
	return at, nil
}

func encodeElements(dst []byte, start int, value reflect.Value, element node) []byte {
	for i := range value.Len() {
		dst = element.encode(dst, start, value.Index(i))
	}
	return dst
}

func resize(t reflect.Type, value reflect.Value, count int) {
	if value.Cap() >= count {
		value.SetLen(count)
		return
	}
	value.Set(reflect.MakeSlice(t, count, count))
}

func appendLength(dst []byte, start, count int) []byte {
	return binary.LittleEndian.AppendUint32(pad(dst, start, 4), uint32(count))
}

// byteSequence decodes without a copy.
func byteSequence() node {
	return node{
		minimum: 4,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			bytes, end, err := in.counted(at)
			if err != nil {
				return at, err
			}
			value.SetBytes(bytes)
			return end, nil
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			return append(appendLength(dst, start, value.Len()), value.Bytes()...)
		},
	}
}

// text is a string, whose length counts its NUL. Some writers send an empty one as length 0.
func text() node {
	return node{
		minimum: 4,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			bytes, end, err := in.counted(at)
			if err != nil {
				return at, err
			}
			if len(bytes) == 0 {
				value.SetString("")
				return end, nil
			}
			last := len(bytes) - 1
			if bytes[last] != 0 {
				return at, fmt.Errorf("string of %d bytes does not end with NUL", len(bytes))
			}
			// The same string again, as frame names are, costs no allocation.
			if value.String() != string(bytes[:last]) {
				value.SetString(string(bytes[:last]))
			}
			return end, nil
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			dst = appendLength(dst, start, value.Len()+1)
			return append(append(dst, value.String()...), 0)
		},
	}
}

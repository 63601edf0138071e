package cdr

import (
	"fmt"
	"reflect"

	"github.com/thinker3d/thinker3d/msgs"
)

// maximumDepth is deeper than any message nests; a type that contains itself would go on for ever.
const maximumDepth = 32

// node codes one type: decode reads at a position and returns the next, encode appends, aligned from start.
type node struct {
	// minimum is the least number of bytes that a value takes, never 0.
	minimum int
	decode  func(in input, at int, value reflect.Value) (int, error)
	encode  func(dst []byte, start int, value reflect.Value) []byte
}

func compile(t reflect.Type, depth int) (node, error) {
	if depth > maximumDepth {
		return node{}, fmt.Errorf("%s nests more than %d deep", t, maximumDepth)
	}
	switch t.Kind() {
	case reflect.Struct:
		return compileStruct(t, depth)
	case reflect.Slice:
		if t == reflect.TypeFor[[]byte]() {
			return byteSequence(), nil
		}
		element, err := compile(t.Elem(), depth+1)
		if err != nil {
			return node{}, err
		}
		if bulk, ok := numberSequence(t); ok {
			return bulk, nil
		}
		return sequence(t, element), nil
	case reflect.Array:
		element, err := compile(t.Elem(), depth+1)
		if err != nil {
			return node{}, err
		}
		return array(t, element)
	case reflect.String:
		return text(), nil
	default:
		return scalar(t)
	}
}

type field struct {
	name string
	node node
}

func compileStruct(t reflect.Type, depth int) (node, error) {
	fields := make([]field, t.NumField())
	minimum := 0
	for i := range fields {
		name := msgs.FieldName(t.Field(i))
		if !t.Field(i).IsExported() {
			return node{}, nest(name, fmt.Errorf("is not exported"))
		}
		inner, err := compile(t.Field(i).Type, depth+1)
		if err != nil {
			return node{}, nest(name, err)
		}
		fields[i] = field{name: name, node: inner}
		minimum += inner.minimum
	}
	if len(fields) == 0 {
		return empty(), nil
	}
	return structure(fields, minimum), nil
}

func structure(fields []field, minimum int) node {
	return node{
		minimum: minimum,
		decode: func(in input, at int, value reflect.Value) (int, error) {
			var err error
			for i := range fields {
				if at, err = fields[i].node.decode(in, at, value.Field(i)); err != nil {
					return at, nest(fields[i].name, err)
				}
			}
			return at, nil
		},
		encode: func(dst []byte, start int, value reflect.Value) []byte {
			for i := range fields {
				dst = fields[i].node.encode(dst, start, value.Field(i))
			}
			return dst
		},
	}
}

// empty is a message without fields, which goes as one byte.
func empty() node {
	return node{
		minimum: 1,
		decode: func(in input, at int, _ reflect.Value) (int, error) {
			_, end, err := in.take(at, 1, 1)
			return end, err
		},
		encode: func(dst []byte, _ int, _ reflect.Value) []byte { return append(dst, 0) },
	}
}

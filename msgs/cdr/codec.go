// Package cdr turns the messages of package msgs into plain CDR (XCDR1) and back.
//
// It writes little endian and reads both orders. A type's plan is made once, by For.
package cdr

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/thinker3d/thinker3d/msgs"
)

const (
	headerSize = 4
	// maximumPadding is what a writer may add to bring a payload to a multiple of four bytes.
	maximumPadding = 3
)

// Codec encodes and decodes one message type; it may be used by several goroutines at once.
type Codec[T msgs.Message] struct {
	name string
	root node
	err  error
}

// For makes the codec of a message type. Err tells whether the type can be coded at all.
func For[T msgs.Message]() *Codec[T] {
	var zero T
	codec := &Codec[T]{name: zero.ROSType()}
	root, err := compile(reflect.TypeFor[T](), 0)
	if err != nil {
		codec.err = nest(codec.name, err)
	}
	codec.root = root
	return codec
}

// Err is not nil if T has a field that no .msg type corresponds to; then nothing can be marshalled.
func (c *Codec[T]) Err() error { return c.err }

// Marshal appends the encapsulation header and the message to dst. With room in dst it does not allocate.
//
// A type with Err appends nothing.
func (c *Codec[T]) Marshal(dst []byte, message *T) []byte {
	if c.err != nil {
		return dst
	}
	dst = append(dst, 0, 1, 0, 0)
	return c.root.encode(dst, len(dst), reflect.ValueOf(message).Elem())
}

// Unmarshal decodes a payload with its encapsulation header into message and reuses what its slices can hold.
//
// Byte sequences are not copied: they alias data, which must live unchanged as long as message is used.
// Up to three bytes of padding may follow the message. After an error message is partly written.
func (c *Codec[T]) Unmarshal(data []byte, message *T) error {
	if c.err != nil {
		return c.err
	}
	source, err := open(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	end, err := c.root.decode(source, 0, reflect.ValueOf(message).Elem())
	if err != nil {
		return nest(c.name, err)
	}
	if rest := len(source.body) - end; rest > maximumPadding {
		return fmt.Errorf("%s: %d bytes follow the message", c.name, rest)
	}
	return nil
}

func open(data []byte) (input, error) {
	if len(data) < headerSize {
		return input{}, fmt.Errorf("payload of %d bytes has no encapsulation header", len(data))
	}
	if data[0] != 0 || data[1] > 1 {
		return input{}, fmt.Errorf("encapsulation %#02x%02x is not plain CDR", data[0], data[1])
	}
	return input{body: data[headerSize:], big: data[1] == 0}, nil
}

// nest puts the name of the enclosing field in front of a field's error.
func nest(name string, err error) error {
	var field *FieldError
	if !errors.As(err, &field) {
		return &FieldError{Path: name, Err: err}
	}
	if field.Path[0] == '[' {
		return &FieldError{Path: name + field.Path, Err: field.Err}
	}
	return &FieldError{Path: name + "." + field.Path, Err: field.Err}
}

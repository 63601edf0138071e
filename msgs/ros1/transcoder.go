// Package ros1 turns messages as ROS 1 has them on the wire into the CDR of ROS 2 and back, in one pass over the bytes.
//
// ROS 1 knows no alignment, its strings have no NUL, and a header begins with a sequence number, which ROS 2 has dropped:
// it is left out on the way in and 0 on the way out.
package ros1

import (
	"fmt"
	"reflect"

	"github.com/thinker3d/thinker3d/msgs"
)

// Transcoder turns messages of one type; it may be used by several goroutines at once.
type Transcoder struct {
	// MD5 is ROS 1's checksum of the type's definition; Known gives it, For leaves it empty.
	MD5 string

	name string
	root step
	// head moves all but the sequence of bytes that the message ends in; nil if it does not.
	head step
}

// For makes the transcoder of a message type.
func For[T msgs.Message]() (*Transcoder, error) {
	root, err := compile(reflect.TypeFor[T](), 0)
	if err != nil {
		return nil, fmt.Errorf("%s on ROS 1: %w", reflect.TypeFor[T](), err)
	}
	var zero T
	made := &Transcoder{name: zero.ROSType(), root: root}
	if t := reflect.TypeFor[T](); t.NumField() > 0 && t.Field(t.NumField()-1).Type == reflect.TypeFor[[]byte]() {
		made.head, err = compileFields(t, t.NumField()-1, 0)
	}
	return made, err
}

// ToCDR appends the CDR payload of a ROS 1 message, with its encapsulation header, to dst, which must be empty. With room in
// dst it does not allocate.
func (t *Transcoder) ToCDR(dst, message []byte) ([]byte, error) {
	c := cursor{in: message, out: append(dst, 0, 1, 0, 0), start: len(dst) + encapsulation, toCDR: true}
	if err := t.root(&c); err != nil {
		return dst, fmt.Errorf("%s: %w", t.name, err)
	}
	if rest := len(message) - c.at; rest > 0 {
		return dst, fmt.Errorf("%s: %d bytes follow the message", t.name, rest)
	}
	return c.out, nil
}

// Within gives the CDR payload of the ROS 1 message that lies in buffer from start on. If the message ends in a sequence of
// bytes, as pictures do, these stay where they are and the rest is written before them. It gives nil if they cannot: because
// the message is of another type, or there is too little room before start.
func (t *Transcoder) Within(buffer []byte, start int) ([]byte, error) {
	if t.head == nil {
		return nil, nil
	}
	var scratch [256]byte
	c := cursor{in: buffer[start:], out: append(scratch[:0], 0, 1, 0, 0), start: encapsulation, toCDR: true}
	if err := t.head(&c); err != nil {
		return nil, fmt.Errorf("%s: %w", t.name, err)
	}
	count, err := c.length(1)
	if err != nil {
		return nil, fmt.Errorf("%s: its bytes: %w", t.name, err)
	}
	if rest := len(c.in) - c.at - count; rest > 0 {
		return nil, fmt.Errorf("%s: %d bytes follow the message", t.name, rest)
	}
	begin := start + c.at - len(c.out)
	if begin < 0 {
		return nil, nil
	}
	copy(buffer[begin:], c.out)
	return buffer[begin:], nil
}

// FromCDR appends the ROS 1 message of a little-endian CDR payload to dst.
func (t *Transcoder) FromCDR(dst, payload []byte) ([]byte, error) {
	if len(payload) < encapsulation || payload[0] != 0 || payload[1] != 1 {
		return dst, fmt.Errorf("%s: the payload is not little-endian CDR", t.name)
	}
	c := cursor{in: payload[encapsulation:], out: dst}
	if err := t.root(&c); err != nil {
		return dst, fmt.Errorf("%s: %w", t.name, err)
	}
	if rest := len(c.in) - c.at; rest >= alignment {
		return dst, fmt.Errorf("%s: %d bytes follow the message", t.name, rest)
	}
	return c.out, nil
}

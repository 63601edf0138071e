package onnx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// maximumPortBytes bounds the description of one input or output.
const maximumPortBytes = 1 << 16

// message walks the fields of one protobuf message and skips what nobody asked for.
type message struct {
	data    io.ReaderAt
	at, end int64
}

// field is one field: a number for wire types 0, 1 and 5, a span of bytes for wire type 2.
type field struct {
	number   uint64
	value    uint64
	from, to int64
}

var errMessage = errors.New("damaged or truncated protobuf")

// next reads one field; io.EOF ends the message.
func (m *message) next() (field, error) {
	if m.at >= m.end {
		return field{}, io.EOF
	}
	tag, err := m.varint()
	if err != nil {
		return field{}, err
	}
	f := field{number: tag >> 3}
	switch tag & 7 {
	case 0:
		f.value, err = m.varint()
	case 1:
		err = m.skip(&f, 8)
	case 2:
		var length uint64
		if length, err = m.varint(); err == nil {
			err = m.skip(&f, length)
		}
	case 5:
		err = m.skip(&f, 4)
	default:
		err = fmt.Errorf("%w: wire type %d at byte %d", errMessage, tag&7, m.at)
	}
	return f, err
}

func (m *message) skip(f *field, length uint64) error {
	if length > uint64(m.end-m.at) {
		return fmt.Errorf("%w: a field of %d bytes at byte %d", errMessage, length, m.at)
	}
	f.from, f.to = m.at, m.at+int64(length)
	m.at = f.to
	return nil
}

func (m *message) varint() (uint64, error) {
	var buffer [binary.MaxVarintLen64]byte
	length := min(int64(len(buffer)), m.end-m.at)
	read, err := m.data.ReadAt(buffer[:length], m.at)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read byte %d: %w", m.at, err)
	}
	value, size := binary.Uvarint(buffer[:read])
	if size <= 0 {
		return 0, fmt.Errorf("%w: number at byte %d", errMessage, m.at)
	}
	m.at += int64(size)
	return value, nil
}

// inside is the message in a field, to be walked where it lies.
func (m *message) inside(f field) message { return message{data: m.data, at: f.from, end: f.to} }

// loaded is the message in a field, read into memory.
func (m *message) loaded(f field) (message, error) {
	content, err := m.bytes(f)
	return message{data: bytes.NewReader(content), end: int64(len(content))}, err
}

func (m *message) bytes(f field) ([]byte, error) {
	if f.to-f.from > maximumPortBytes {
		return nil, fmt.Errorf("%w: a description of %d bytes is over the limit of %d", errMessage, f.to-f.from, maximumPortBytes)
	}
	content := make([]byte, f.to-f.from)
	if _, err := m.data.ReadAt(content, f.from); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read byte %d: %w", f.from, err)
	}
	return content, nil
}

// each calls visit for every field of the message.
func (m message) each(visit func(*message, field) error) error {
	for {
		f, err := m.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(&m, f); err != nil {
			return err
		}
	}
}

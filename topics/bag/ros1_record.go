package bag

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The kinds of records of a ROS 1 bag, version 2.0.
const (
	ros1Message    = 0x02
	ros1Header     = 0x03
	ros1Index      = 0x04
	ros1Chunk      = 0x05
	ros1ChunkInfo  = 0x06
	ros1Connection = 0x07
)

// maximumRos1Header is far above what rosbag writes.
const maximumRos1Header = 1 << 20

// ros1Record is one record: its header's fields, and where its data are.
type ros1Record struct {
	kind   byte
	fields map[string][]byte
	data   extent
}

// extent is a part of a file or buffer.
type extent struct{ start, length int64 }

// readRos1Record reads the header of the record at a place, and gives the place of the next.
func readRos1Record(file io.ReaderAt, at, size int64) (ros1Record, int64, error) {
	header, at, err := counted(file, at, size, maximumRos1Header)
	if err != nil {
		return ros1Record{}, at, fmt.Errorf("record header: %w", err)
	}
	fields := make([]byte, header.length)
	if err := readAt(file, fields, header.start); err != nil {
		return ros1Record{}, at, fmt.Errorf("record header: %w", err)
	}
	record := ros1Record{}
	if record.fields, err = ros1Fields(fields); err != nil {
		return ros1Record{}, at, err
	}
	kind := record.fields["op"]
	if len(kind) != 1 {
		return ros1Record{}, at, errors.New("record header has no field op")
	}
	record.kind = kind[0]
	if record.data, at, err = counted(file, at, size, maximumChunk); err != nil {
		return ros1Record{}, at, fmt.Errorf("record data: %w", err)
	}
	return record, at, nil
}

// counted finds what a length of four bytes precedes.
func counted(file io.ReaderAt, at, size, most int64) (part extent, end int64, err error) {
	var length [4]byte
	if size-at < int64(len(length)) {
		return extent{}, at, io.ErrUnexpectedEOF
	}
	if err := readAt(file, length[:], at); err != nil {
		return extent{}, at, err
	}
	part = extent{start: at + int64(len(length)), length: int64(binary.LittleEndian.Uint32(length[:]))}
	if part.length > most {
		return extent{}, at, fmt.Errorf("%d bytes are more than %d", part.length, most)
	}
	if part.length > size-part.start {
		return extent{}, at, io.ErrUnexpectedEOF
	}
	return part, part.start + part.length, nil
}

// ros1Fields parses name=value pairs, each with its length before it.
func ros1Fields(header []byte) (map[string][]byte, error) {
	fields := map[string][]byte{}
	for at := 0; at < len(header); {
		if len(header)-at < 4 {
			return nil, fmt.Errorf("field: %w", io.ErrUnexpectedEOF)
		}
		length := int64(binary.LittleEndian.Uint32(header[at:]))
		at += 4
		if length > int64(len(header)-at) {
			return nil, fmt.Errorf("field of %d bytes: %w", length, io.ErrUnexpectedEOF)
		}
		field := header[at : at+int(length)]
		at += int(length)
		name, value, found := bytes.Cut(field, []byte("="))
		if !found {
			return nil, fmt.Errorf("field %q has no =", field)
		}
		fields[string(name)] = value
	}
	return fields, nil
}

func (r ros1Record) uint32(name string) (uint32, error) {
	value := r.fields[name]
	if len(value) != 4 {
		return 0, fmt.Errorf("field %s has %d bytes, not 4", name, len(value))
	}
	return binary.LittleEndian.Uint32(value), nil
}

func (r ros1Record) uint64(name string) (uint64, error) {
	value := r.fields[name]
	if len(value) != 8 {
		return 0, fmt.Errorf("field %s has %d bytes, not 8", name, len(value))
	}
	return binary.LittleEndian.Uint64(value), nil
}

// nanos reads a time: seconds, then nanoseconds.
func (r ros1Record) nanos(name string) (int64, error) {
	both, err := r.uint64(name)
	return int64(uint32(both))*1_000_000_000 + int64(both>>32), err
}

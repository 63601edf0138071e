package cdr

import (
	"encoding/binary"
	"fmt"
	"io"
)

// input is what follows the encapsulation header; positions and alignment count from its start.
type input struct {
	body []byte
	big  bool
}

// take finds count elements of size bytes each, aligned to size, and the position after them.
func (in input) take(at, size, count int) (bytes []byte, end int, err error) {
	start := (at + size - 1) &^ (size - 1)
	remain := len(in.body) - start
	if remain < 0 || count > remain/size {
		return nil, at, fmt.Errorf("needs %d bytes, %d remain: %w", size*count, max(remain, 0), io.ErrUnexpectedEOF)
	}
	end = start + size*count
	return in.body[start:end:end], end, nil
}

// length reads a sequence's length and checks it against the bytes that remain, minimum for each element.
func (in input) length(at, minimum int) (count, end int, err error) {
	bytes, end, err := in.take(at, 4, 1)
	if err != nil {
		return 0, at, err
	}
	claimed := in.uint32(bytes)
	remain := len(in.body) - end
	if int64(claimed) > int64(remain/minimum) {
		return 0, at, fmt.Errorf("length %d does not fit into the %d bytes that remain: %w", claimed, remain, io.ErrUnexpectedEOF)
	}
	return int(claimed), end, nil
}

// counted reads the bytes of a string or byte sequence, which their length precedes.
func (in input) counted(at int) (bytes []byte, end int, err error) {
	count, start, err := in.length(at, 1)
	if err != nil {
		return nil, at, err
	}
	return in.take(start, 1, count)
}

func (in input) uint16(bytes []byte) uint16 {
	if in.big {
		return binary.BigEndian.Uint16(bytes)
	}
	return binary.LittleEndian.Uint16(bytes)
}

func (in input) uint32(bytes []byte) uint32 {
	if in.big {
		return binary.BigEndian.Uint32(bytes)
	}
	return binary.LittleEndian.Uint32(bytes)
}

func (in input) uint64(bytes []byte) uint64 {
	if in.big {
		return binary.BigEndian.Uint64(bytes)
	}
	return binary.LittleEndian.Uint64(bytes)
}

// pad appends zeros up to the next multiple of size, counted from start.
func pad(dst []byte, start, size int) []byte {
	for (len(dst)-start)&(size-1) != 0 {
		dst = append(dst, 0)
	}
	return dst
}

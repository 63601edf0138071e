package bag

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/foxglove/mcap/go/mcap"
)

const (
	recordHeaderSize  = 1 + 8
	messageHeaderSize = 2 + 4 + 8 + 8
	// chunkHeaderSize is that of a chunk's fields before the name of its compression.
	chunkHeaderSize = 8 + 8 + 8 + 4 + 4
	// maximumName is the longest name of a compression.
	maximumName = 32
)

// piece is what is loaded at once: a chunk, or one message outside chunks.
type piece struct {
	first, last int64
	// offset and length are those of the record's content in the file.
	offset, length int64
	chunk          *chunkHeader
}

// chunkHeader is what a chunk record says before its records.
type chunkHeader struct {
	compression string
	unpacked    uint64
	crc         uint32
	// packed is the length of the records, which begin at start within the content.
	packed, start int64
}

// records walks the records in buffer and hands their contents to visit, each with its position.
func records(buffer []byte, visit func(op mcap.OpCode, content []byte, at int) error) error {
	for at := 0; at < len(buffer); {
		if len(buffer)-at < recordHeaderSize {
			return fmt.Errorf("record header: %w", io.ErrUnexpectedEOF)
		}
		op, length := mcap.OpCode(buffer[at]), binary.LittleEndian.Uint64(buffer[at+1:])
		at += recordHeaderSize
		if length > uint64(len(buffer)-at) {
			return fmt.Errorf("%s record of %d bytes, %d remain: %w", op, length, len(buffer)-at, io.ErrUnexpectedEOF)
		}
		if err := visit(op, buffer[at:at+int(length)], at); err != nil {
			return err
		}
		at += int(length)
	}
	return nil
}

func parsePiece(content []byte, offset, length int64) (piece, error) {
	if len(content) < chunkHeaderSize {
		return piece{}, fmt.Errorf("chunk of %d bytes has no header", length)
	}
	order := binary.LittleEndian
	name := order.Uint32(content[chunkHeaderSize-4:])
	if name > maximumName || int(name)+chunkHeaderSize+8 > len(content) {
		return piece{}, fmt.Errorf("name of the chunk's compression has %d bytes", name)
	}
	start := chunkHeaderSize + int64(name)
	header := &chunkHeader{
		compression: string(content[chunkHeaderSize:start]),
		unpacked:    order.Uint64(content[16:]),
		crc:         order.Uint32(content[24:]),
		start:       start + 8,
	}
	packed := order.Uint64(content[start:])
	if packed > uint64(length-header.start) {
		return piece{}, fmt.Errorf("chunk of %d bytes claims %d bytes of records", length, packed)
	}
	if packed > maximumPacked {
		return piece{}, fmt.Errorf("chunk has %d bytes of records, more than %d", packed, maximumPacked)
	}
	header.packed = int64(packed)
	if header.unpacked > maximumChunk {
		return piece{}, fmt.Errorf("chunk unpacks to %d bytes, more than %d", header.unpacked, maximumChunk)
	}
	return piece{
		first: nanos(order.Uint64(content)), last: nanos(order.Uint64(content[8:])),
		offset: offset, length: length, chunk: header,
	}, nil
}

// nanos is a time of the file as signed nanoseconds; what is out of range becomes the last moment.
func nanos(time uint64) int64 {
	return int64(min(time, math.MaxInt64))
}

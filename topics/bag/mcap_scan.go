package bag

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/foxglove/mcap/go/mcap"
)

// scanWindow is how much is read at a time in search of record headers.
const scanWindow = 4096

// scanner goes once over the record headers of a file, without unpacking chunks and without trusting an index.
type scanner struct {
	file   io.ReaderAt
	size   int64
	window []byte
	at     int64

	pieces     []piece
	catalogue  catalogue
	statistics *mcap.Statistics
	complete   bool
}

// scan reads the file's structure. The offset is where it ends or where the damage begins.
func (s *scanner) scan(ctx context.Context) (offset int64, err error) {
	offset = int64(len(mcap.Magic))
	for offset < s.size {
		if err := ctx.Err(); err != nil {
			return offset, err
		}
		header := s.peek(offset, recordHeaderSize)
		if len(header) < recordHeaderSize {
			return offset, s.ending(header)
		}
		op, length := mcap.OpCode(header[0]), binary.LittleEndian.Uint64(header[1:])
		content := offset + recordHeaderSize
		if op == mcap.OpReserved {
			return offset, mcap.ErrInvalidZeroOpcode
		}
		if length > uint64(s.size-content) {
			return offset, fmt.Errorf("%s record of %d bytes, %d remain: %w", op, length, s.size-content, io.ErrUnexpectedEOF)
		}
		if err := s.record(op, content, int64(length)); err != nil {
			return offset, err
		}
		offset = content + int64(length)
	}
	if !s.complete {
		return offset, fmt.Errorf("no footer: %w", io.ErrUnexpectedEOF)
	}
	return offset, nil
}

// ending judges the last bytes, too few for a record: the closing magic, or a cut.
func (s *scanner) ending(rest []byte) error {
	if s.complete && string(rest) == string(mcap.Magic) {
		return nil
	}
	return fmt.Errorf("ends within a record: %w", io.ErrUnexpectedEOF)
}

func (s *scanner) record(op mcap.OpCode, offset, length int64) error {
	switch op {
	case mcap.OpChunk:
		found, err := parsePiece(s.peek(offset, min(length, chunkHeaderSize+maximumName+8)), offset, length)
		if err != nil {
			return err
		}
		s.pieces = append(s.pieces, found)
	case mcap.OpMessage:
		header := s.peek(offset, min(length, messageHeaderSize))
		if len(header) < messageHeaderSize || length > maximumRecord {
			return fmt.Errorf("message record of %d bytes", length)
		}
		time := nanos(binary.LittleEndian.Uint64(header[6:]))
		s.pieces = append(s.pieces, piece{first: time, last: time, offset: offset, length: length})
		s.catalogue.count(binary.LittleEndian.Uint16(header))
	case mcap.OpSchema, mcap.OpChannel, mcap.OpStatistics:
		if length > maximumRecord {
			return fmt.Errorf("%s record: %w", op, mcap.ErrRecordTooLarge)
		}
		content := s.peek(offset, length)
		if int64(len(content)) < length {
			return fmt.Errorf("%s record: %w", op, io.ErrUnexpectedEOF)
		}
		return s.describe(op, content)
	case mcap.OpFooter:
		s.complete = true
	}
	return nil
}

func (s *scanner) describe(op mcap.OpCode, content []byte) error {
	if op != mcap.OpStatistics {
		return s.catalogue.learn(op, content)
	}
	statistics, err := mcap.ParseStatistics(content)
	if err != nil {
		return fmt.Errorf("statistics record: %w", err)
	}
	s.statistics = statistics
	return nil
}

// peek gives up to length bytes at offset, fewer at the end of the file; they are valid until the next call.
func (s *scanner) peek(offset, length int64) []byte {
	from := offset - s.at
	if from < 0 || from+length > int64(len(s.window)) {
		s.fill(offset, max(length, scanWindow))
		from = 0
	}
	end := min(from+length, int64(len(s.window)))
	return s.window[from:end]
}

func (s *scanner) fill(offset, length int64) {
	length = min(length, s.size-offset)
	if int64(cap(s.window)) < length {
		s.window = make([]byte, length)
	}
	read, err := s.file.ReadAt(s.window[:length], offset)
	if err != nil && !errors.Is(err, io.EOF) {
		read = 0
	}
	s.window, s.at = s.window[:read], offset
}

package bag

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// maximumSpare is how many chunk buffers are kept for reuse.
const maximumSpare = 4

// entry is one message of a loaded piece.
type entry struct {
	time    int64
	content []byte
}

// chunk is a loaded piece with the messages that are wanted of it, by time.
type chunk struct {
	// order is the place in the file.
	order   int64
	entries []entry
	at      int
	buffer  []byte
	// held counts the messages handed out and not released, and one for the reader itself.
	held  atomic.Int64
	store *bufferStore
}

// time is that of the next message.
func (c *chunk) time() int64 { return c.entries[c.at].time }

func (c *chunk) before(other *chunk) bool {
	return c.time() < other.time() || c.time() == other.time() && c.order < other.order
}

// release gives one message back; with the last one the buffer is free for another chunk.
func (c *chunk) release([]byte) {
	if c.held.Add(-1) == 0 {
		c.store.put(c.buffer)
	}
}

// bufferStore keeps chunk buffers for reuse; messages may be released by any goroutine.
type bufferStore struct {
	mutex sync.Mutex
	spare [][]byte
}

func (s *bufferStore) take() []byte {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.spare) == 0 {
		return nil
	}
	buffer := s.spare[len(s.spare)-1]
	s.spare = s.spare[:len(s.spare)-1]
	return buffer[:0]
}

func (s *bufferStore) put(buffer []byte) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.spare) < maximumSpare {
		s.spare = append(s.spare, buffer)
	}
}

// unpacker reads a chunk's records out of a file.
type unpacker struct {
	file   io.ReaderAt
	zstd   *zstd.Decoder
	packed []byte
}

// unpack appends the records to dst, which is empty, and checks their size and checksum.
func (u *unpacker) unpack(dst []byte, from piece) ([]byte, error) {
	header := from.chunk
	if header.compression == "" && header.unpacked != uint64(header.packed) {
		return dst, fmt.Errorf("uncompressed chunk of %d bytes claims %d", header.packed, header.unpacked)
	}
	u.packed = slices.Grow(u.packed[:0], int(header.packed))[:header.packed]
	if err := readAt(u.file, u.packed, from.offset+header.start); err != nil {
		return dst, fmt.Errorf("read chunk: %w", err)
	}
	dst, err := u.decompress(dst, header)
	if err != nil {
		return dst, fmt.Errorf("unpack %s chunk: %w", header.compression, err)
	}
	if uint64(len(dst)) != header.unpacked {
		return dst, fmt.Errorf("chunk unpacks to %d bytes, claims %d", len(dst), header.unpacked)
	}
	if sum := crc32.ChecksumIEEE(dst); header.crc != 0 && header.crc != sum {
		return dst, fmt.Errorf("chunk has checksum %08x, claims %08x", sum, header.crc)
	}
	return dst, nil
}

func (u *unpacker) decompress(dst []byte, header *chunkHeader) ([]byte, error) {
	switch header.compression {
	case "":
		return append(dst, u.packed...), nil
	case "zstd":
		if u.zstd == nil {
			decoder, err := newZstd(maximumChunk)
			if err != nil {
				return dst, err
			}
			u.zstd = decoder
		}
		return u.zstd.DecodeAll(u.packed, dst)
	case "lz4":
		buffer := bytes.NewBuffer(dst)
		limit := int64(header.unpacked) + 1
		_, err := io.Copy(buffer, io.LimitReader(lz4.NewReader(bytes.NewReader(u.packed)), limit))
		return buffer.Bytes(), err
	default:
		return dst, fmt.Errorf("unknown compression %q", header.compression)
	}
}

func (u *unpacker) close() {
	if u.zstd != nil {
		u.zstd.Close()
	}
}

func newZstd(maximum uint64) (*zstd.Decoder, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maximum))
	if err != nil {
		return nil, fmt.Errorf("make a zstd decoder: %w", err)
	}
	return decoder, nil
}

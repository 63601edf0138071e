package bag

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// The first bytes of each kind of file.
const (
	sqliteMagic = "SQLite format 3\x00"
	ros1Magic   = "#ROSBAG V2.0"
	zstdMagic   = "\x28\xb5\x2f\xfd"
)

// openStorage opens a file for what it is, whatever its name says. One that ctx interrupts may look damaged.
func openStorage(ctx context.Context, path string) (storage, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open bag: %w", err)
	}
	defer file.Close()
	magic := make([]byte, len(sqliteMagic))
	read, err := io.ReadFull(file, magic)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("bag %s: %w", path, err)
	}
	magic = magic[:read]
	switch {
	case bytes.HasPrefix(magic, mcap.Magic):
		return openMcap(ctx, path)
	case string(magic) == sqliteMagic:
		return openSqlite(ctx, path)
	case isZstd(magic):
		return openPacked(ctx, path)
	case bytes.HasPrefix(magic, []byte(ros1Magic)):
		return openRos1(ctx, path)
	case len(magic) == 0:
		return nil, fmt.Errorf("bag %s: is empty", path)
	}
	return nil, fmt.Errorf("bag %s: is neither MCAP, SQLite nor a ROS 1 bag", path)
}

func isZstd(data []byte) bool { return bytes.HasPrefix(data, []byte(zstdMagic)) }

// packedStorage is a file that was compressed as a whole; it is unpacked into a temporary one.
type packedStorage struct {
	storage
	path, temporary string
}

func openPacked(ctx context.Context, path string) (storage, error) {
	temporary, err := unpackFile(ctx, path)
	if err != nil {
		return nil, err
	}
	inner, err := openUnpacked(ctx, temporary)
	if err != nil {
		_ = os.Remove(temporary)
		return nil, fmt.Errorf("bag %s, unpacked: %w", path, err)
	}
	return &packedStorage{storage: inner, path: path, temporary: temporary}, nil
}

// openUnpacked refuses a compressed file within a compressed file.
func openUnpacked(ctx context.Context, path string) (storage, error) {
	opened, err := openStorage(ctx, path)
	if nested, ok := opened.(*packedStorage); ok {
		_ = nested.close()
		return nil, errors.New("is compressed twice")
	}
	return opened, err
}

func unpackFile(ctx context.Context, path string) (temporary string, err error) {
	source, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open bag: %w", err)
	}
	defer source.Close()
	decoder, err := zstd.NewReader(source, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maximumChunk))
	if err != nil {
		return "", fmt.Errorf("bag %s: %w", path, err)
	}
	defer decoder.Close()
	target, err := os.CreateTemp("", "thinker3d-*.bag")
	if err != nil {
		return "", fmt.Errorf("unpack bag %s: %w", path, err)
	}
	unpacked := readerFunc(func(into []byte) (int, error) {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		return decoder.Read(into)
	})
	written, err := io.Copy(target, io.LimitReader(unpacked, maximumUnpacked+1))
	if err == nil && written > maximumUnpacked {
		err = fmt.Errorf("unpacks to more than %d bytes", int64(maximumUnpacked))
	}
	if err = errors.Join(err, target.Close()); err != nil {
		_ = os.Remove(target.Name())
		return "", fmt.Errorf("unpack bag %s: %w", path, err)
	}
	return target.Name(), nil
}

type readerFunc func(into []byte) (int, error)

// Read reads as the function does.
func (f readerFunc) Read(into []byte) (int, error) { return f(into) }

func (s *packedStorage) compressions() []string { return []string{"zstd (file)"} }

func (s *packedStorage) damage() *DamageError {
	if damage := s.storage.damage(); damage != nil {
		return s.named(damage)
	}
	return nil
}

func (s *packedStorage) next() (message, error) {
	found, err := s.storage.next()
	if err == nil {
		return found, nil
	}
	var damage *DamageError
	if errors.As(err, &damage) {
		err = s.named(damage)
	}
	return found, err
}

// named says of a damage that it is in this file and not in the temporary one.
func (s *packedStorage) named(damage *DamageError) *DamageError {
	return &DamageError{Path: s.path, Offset: damage.Offset, Err: fmt.Errorf("unpacked: %w", damage.Err)}
}

func (s *packedStorage) close() error {
	err := errors.Join(s.storage.close(), os.Remove(s.temporary))
	if err != nil {
		return fmt.Errorf("close unpacked bag: %w", err)
	}
	return nil
}

package bag

import (
	"errors"
	"io"
	"path/filepath"
	"testing"
)

// BenchmarkRead reads a bag of 640×480-like images and releases each message.
func BenchmarkRead(b *testing.B) {
	path, all := filepath.Join(b.TempDir(), "a.mcap"), sample(b, 20, 76_800)
	writeBag(b, path, all)
	size := 0
	for _, record := range all {
		size += len(record.Data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		reader, err := Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		count := 0
		for ; ; count++ {
			message, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			message.Release()
		}
		if count != len(all) {
			b.Fatalf("%d messages of %d", count, len(all))
		}
		if err := reader.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

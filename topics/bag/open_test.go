package bag

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

func writeFile(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// packed is a file as zstd has it.
func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	writer, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestUnreadableSplit has a recorder that lost power as it began or packed another file: what the others hold is read.
func TestUnreadableSplit(t *testing.T) {
	all := sample(t, 3, 64)
	whole := bytesOf(t, all)
	for name, content := range map[string][]byte{
		"rec_1.mcap": nil, "rec_2.mcap": whole[:3], "rec_3.db3": []byte(sqliteMagic), "rec_4.mcap.zstd": packed(t, whole)[:200],
	} {
		folder := t.TempDir()
		writeFile(t, filepath.Join(folder, "rec_0.mcap"), whole)
		bad := writeFile(t, filepath.Join(folder, name), content)
		count, err := readDamaged(t, folder, all)
		var damage *DamageError
		if !errors.As(err, &damage) || damage.Path != bad || count != len(all) {
			t.Errorf("%s: %d of %d messages, then %v", name, count, len(all), err)
		}
		info, err := Inspect(t.Context(), folder, false)
		if err != nil || info.Messages != uint64(len(all)) || !strings.Contains(info.Damage, bad) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
}

// TestNoRoomToUnpackIsNoDamage has nowhere to unpack a split to, which is no fault of the bag.
func TestNoRoomToUnpackIsNoDamage(t *testing.T) {
	whole, folder := bytesOf(t, sample(t, 3, 64)), t.TempDir()
	writeFile(t, filepath.Join(folder, "rec_0.mcap"), whole)
	writeFile(t, filepath.Join(folder, "rec_1.mcap.zstd"), packed(t, whole))
	t.Setenv("TMPDIR", filepath.Join(folder, "nowhere"))
	if _, err := Open(t.Context(), folder); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "rec_1.mcap.zstd") {
		t.Error(err)
	}
}

// TestAStartIsCountedFromAKnownBeginning loses the first of two splits.
func TestAStartIsCountedFromAKnownBeginning(t *testing.T) {
	for _, lost := range []string{"rec_0.mcap", "rec_1.mcap"} {
		folder := t.TempDir()
		for _, name := range []string{"rec_0.mcap", "rec_1.mcap"} {
			content := bytesOf(t, sample(t, 3, 64))
			if name == lost {
				content = nil
			}
			writeFile(t, filepath.Join(folder, name), content)
		}
		reader, err := Open(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		if reader.BeginningKnown() == (lost == "rec_0.mcap") {
			t.Errorf("%s is lost, and the beginning is known: %v", lost, reader.BeginningKnown())
		}
		if err := reader.Select(Selection{Start: time.Nanosecond}); (err == nil) != reader.BeginningKnown() || err != nil && !strings.Contains(err.Error(), lost) {
			t.Errorf("%s is lost: %v", lost, err)
		}
	}
}

// TestDamageInAPackedFile names the file that the user has.
func TestDamageInAPackedFile(t *testing.T) {
	all := sample(t, 20, 2400)
	whole := bytesOf(t, all)
	path := writeFile(t, filepath.Join(t.TempDir(), "cut.mcap.zstd"), packed(t, whole[:len(whole)/2]))
	reader, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if damage := reader.Damage(); damage == nil || damage.Path != path {
		t.Errorf("damage %v", damage)
	}
	count, err := readDamaged(t, path, all)
	var damage *DamageError
	if !errors.As(err, &damage) || damage.Path != path || count == 0 {
		t.Errorf("%d messages, then %v", count, err)
	}
}

// TestDamageIsNoEnd has a damage that wraps the end of a file.
func TestDamageIsNoEnd(t *testing.T) {
	reader := &Reader{files: []storage{unreadable{err: io.EOF}}}
	if _, err := reader.Next(); err == io.EOF {
		t.Error("the bag ended")
	}
	info := Info{}
	if err := info.check(t.Context(), &Reader{files: []storage{unreadable{err: io.EOF}}}); err != nil || info.Damage == "" {
		t.Errorf("damage %q, %v", info.Damage, err)
	}
	data := ros1Bag("none", -1)
	s, err := newRos1(t.Context(), "bag", inMemory{bytes.NewReader(data[:len(data)-1])}, int64(len(data)))
	if err != nil || !errors.Is(s.broken, io.ErrUnexpectedEOF) || errors.Is(s.broken, io.EOF) {
		t.Errorf("broken by %v, %v", s.broken, err)
	}
}

// TestOpeningIsInterrupted has a user who has seen enough, in each thing that takes long.
func TestOpeningIsInterrupted(t *testing.T) {
	folder := t.TempDir()
	bare := plain(t, mcap.WriterOptions{Chunked: true, SkipStatistics: true})
	unindexed := writeFile(t, filepath.Join(folder, "a.mcap"), bare)
	whole := writeFile(t, filepath.Join(folder, "a.mcap.zstd"), packed(t, bare))
	database := filepath.Join(folder, "a.db3")
	if err := record(t, database, createTopics, createMessages).Close(); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	t.Setenv("TMPDIR", t.TempDir())
	for what, open := range map[string]func() error{
		"open":   func() error { _, err := Open(ended, unindexed); return err },
		"unpack": func() error { _, err := unpackFile(ended, whole); return err },
		"sqlite": func() error { _, err := openSqlite(ended, database); return err },
		"ros 1": func() error {
			_, err := Open(ended, writeFile(t, filepath.Join(folder, "a.bag"), ros1Bag("none", -1)))
			return err
		},
		"inspect":   func() error { _, err := Inspect(ended, unindexed, true); return err },
		"check":     func() error { return (&Info{}).check(ended, &Reader{}) },
		"mcap scan": func() error { _, err := (&scanner{size: 1000}).scan(ended); return err },
		"mcap survey": func() error {
			s := &mcapStorage{pieces: []piece{{chunk: &chunkHeader{}}}}
			s.survey(ended)
			return s.broken
		},
		"ros 1 survey": func() error { return (&ros1Storage{pieces: []ros1Piece{{}}}).survey(ended, nil, nil) },
	} {
		if err := open(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

package bag

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/foxglove/mcap/go/mcap"
)

// readDamaged reads what can be read of data. What it gives must be the beginning of want, in order.
func readDamaged(t *testing.T, path string, want []Record) (count int, err error) {
	t.Helper()
	reader, err := Open(t.Context(), path)
	if err != nil {
		return 0, err
	}
	defer reader.Close()
	for {
		message, err := reader.Next()
		if err != nil {
			var damage *DamageError
			if errors.As(err, &damage) && damage.Messages != uint64(count) {
				t.Errorf("the error counts %d messages, %d were read", damage.Messages, count)
			}
			if _, again := reader.Next(); again != err {
				t.Errorf("after %v comes %v", err, again)
			}
			return count, err
		}
		if want != nil && (count >= len(want) || !bytes.Equal(message.Data, want[count].Data)) {
			t.Fatalf("message %d is not what was written", count)
		}
		count++
	}
}

func bytesOf(t testing.TB, all []Record) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "whole.mcap")
	writeBag(t, path, all)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTruncatedMcap(t *testing.T) {
	all := sample(t, 20, 2400)
	whole := bytesOf(t, all)
	path := filepath.Join(t.TempDir(), "cut.mcap")
	last, steps := 0, 0
	for length := 0; length < len(whole); length += 1 + len(whole)/60 {
		if err := os.WriteFile(path, whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		count, err := readDamaged(t, path, all)
		if err == nil || errors.Is(err, io.EOF) && !errors.As(err, new(*DamageError)) {
			t.Fatalf("%d of %d bytes read as whole", length, len(whole))
		}
		if !strings.Contains(err.Error(), "cut.mcap") {
			t.Errorf("the error does not name the file: %v", err)
		}
		if count < last {
			t.Errorf("%d bytes give %d messages, fewer bytes gave %d", length, count, last)
		}
		if count > last {
			steps++
		}
		last = count
	}
	if steps < 3 || last != len(all) {
		t.Errorf("longer pieces gave more messages %d times, at last %d of %d", steps, last, len(all))
	}
}

// TestCorruptedMcap turns bytes over: what is read is right, and content is never changed unnoticed.
func TestCorruptedMcap(t *testing.T) {
	all := sample(t, 20, 320)
	whole := bytesOf(t, all)
	path := filepath.Join(t.TempDir(), "bad.mcap")
	noticed := 0
	for at := 0; at < len(whole); at += 1 + len(whole)/200 {
		bad := bytes.Clone(whole)
		bad[at] ^= 0xff
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readDamaged(t, path, all); !errors.Is(err, io.EOF) || errors.As(err, new(*DamageError)) {
			noticed++
		}
	}
	if noticed < 30 {
		t.Errorf("only %d damages were noticed", noticed)
	}
}

func TestDamagedChunkInTheMiddle(t *testing.T) {
	all := sample(t, 20, 2400)
	whole := bytesOf(t, all)
	path := filepath.Join(t.TempDir(), "bad.mcap")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := openMcap(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	chunk := opened.pieces[len(opened.pieces)/2]
	if err := opened.close(); err != nil {
		t.Fatal(err)
	}
	whole[chunk.offset+chunk.chunk.start+chunk.chunk.packed/2] ^= 0xff
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	count, err := readDamaged(t, path, all)
	var damage *DamageError
	if !errors.As(err, &damage) || damage.Offset != chunk.offset || count == 0 || count == len(all) {
		t.Errorf("read %d of %d messages, then %v", count, len(all), err)
	}
	info, err := Inspect(t.Context(), path, true)
	if err != nil || !strings.Contains(info.Damage, "after ") {
		t.Errorf("info %+v, %v", info, err)
	}
}

func TestTruncatedSqlite(t *testing.T) {
	whole, err := os.ReadFile(shared(t, "talker.db3"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cut.db3")
	for length := 0; length < len(whole); length += 512 {
		if err := os.WriteFile(path, whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readDamaged(t, path, nil); err == nil || !strings.Contains(err.Error(), "cut.db3") {
			t.Errorf("%d of %d bytes: %v", length, len(whole), err)
		} else if errors.Is(err, io.EOF) && !errors.As(err, new(*DamageError)) {
			t.Errorf("%d of %d bytes read as whole", length, len(whole))
		}
	}
}

func TestWhatIsNoBag(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	metadata := func(folder, name string) string {
		return filepath.Dir(file(folder+"/metadata.yaml", "rosbag2_bagfile_information:\n  relative_file_paths: ['"+name+"']\n"))
	}
	for path, want := range map[string]string{
		filepath.Join(folder, "missing"):                                "no such file",
		file("empty", ""):                                               "is empty",
		file("text.mcap", "hello there, this is text"):                  "is neither MCAP, SQLite nor a ROS 1 bag",
		filepath.Dir(file("nothing/readme.txt", "x")):                   "0 .mcap and .db3 files: is no bag",
		filepath.Dir(file("odd/metadata.yaml", "a: [")):                 "metadata.yaml: yaml",
		filepath.Dir(file("unnamed/metadata.yaml", "a: 1\n")):           "names no file",
		metadata("outside", "../../etc/passwd"):                         "is outside the folder",
		metadata("absent", "a_0.db3"):                                   `file "a_0.db3" is not in the folder`,
		file("no_tables.db3", sqliteMagic+strings.Repeat("\x00", 4000)): "no_tables.db3",
		file("a.mcap.zstd", zstdMagic+"rubbish"):                        "unpack bag",
	} {
		if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// TestPackedChunkIsTooLarge has one that would take all memory before it is unpacked.
func TestPackedChunkIsTooLarge(t *testing.T) {
	const size = 1 << 40
	content := make([]byte, chunkHeaderSize+8)
	binary.LittleEndian.PutUint64(content[chunkHeaderSize:], size)
	if _, err := parsePiece(content, 0, size+int64(len(content))); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("%v", err)
	}
}

// plain is a small file without checksums, so that changed bytes get past them.
func plain(t testing.TB, options mcap.WriterOptions) []byte {
	t.Helper()
	var file bytes.Buffer
	writer, err := mcap.NewWriter(&file, &options)
	if err != nil {
		t.Fatal(err)
	}
	steps := []error{
		writer.WriteHeader(&mcap.Header{Profile: "ros2"}),
		writer.WriteSchema(&mcap.Schema{ID: 1, Name: textType, Encoding: "ros2msg", Data: []byte("string data\n")}),
		writer.WriteChannel(&mcap.Channel{ID: 1, SchemaID: 1, Topic: "/a", MessageEncoding: "cdr"}),
	}
	for i := range uint64(8) {
		steps = append(steps, writer.WriteMessage(&mcap.Message{ChannelID: 1, LogTime: 10 + 3*i%7, Data: bytes.Repeat([]byte{byte(i)}, 30)}))
	}
	if err := errors.Join(append(steps, writer.Close())...); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// FuzzMcap leaves SQLite out, which is fuzzed by its own makers and would drown our coverage in its own.
func FuzzMcap(f *testing.F) {
	small := bytesOf(f, sample(f, 1, 4))
	f.Add(small)
	f.Add(small[:len(small)/2])
	for _, options := range []mcap.WriterOptions{
		{},
		{Chunked: true, ChunkSize: 200},
		{Chunked: true, ChunkSize: 200, Compression: mcap.CompressionLZ4, SkipStatistics: true},
		{Chunked: true, ChunkSize: 200, Compression: mcap.CompressionZSTD, SkipRepeatedChannelInfos: true},
	} {
		f.Add(plain(f, options))
	}
	for _, name := range []string{"talker.mcap", "cdr_test_0.mcap"} {
		if data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "bags", name)); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := newMcap(t.Context(), "fuzz", inMemory{bytes.NewReader(data)}, int64(len(data)))
		if err != nil {
			return
		}
		drain(t, file)
	})
}

// ordered tells whether the chunks' headers say the truth; what comes out of a lying file has no order.
func ordered(storage storage) bool {
	file, isMcap := storage.(*mcapStorage)
	if !isMcap {
		return false
	}
	for i := range file.pieces {
		truth := file.pieces[i]
		if truth.chunk == nil {
			continue
		}
		buffer, err := file.unpacker.unpack(nil, truth)
		if err != nil || file.look(buffer, &truth) != nil {
			return false
		}
		if truth.first < file.pieces[i].first {
			return false
		}
	}
	return true
}

// drain reads a storage to its end, whatever that is: in the order of time, without a panic.
func drain(t *testing.T, file storage) {
	t.Helper()
	reader := &Reader{path: "fuzz", files: []storage{file}}
	defer reader.Close()
	last := int64(math.MinInt64)
	for {
		message, err := reader.Next()
		if err != nil {
			return
		}
		if message.ReceiveNanos < last && reader.Damage() == nil && ordered(file) {
			t.Errorf("a message of %d after one of %d", message.ReceiveNanos, last)
		}
		last = message.ReceiveNanos
		message.Release()
	}
}

package bag

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

const (
	// chunkSize is about what Foxglove and rosbag2 themselves use.
	chunkSize = 1 << 20
	// maximumChannels is what MCAP can number.
	maximumChannels = math.MaxUint16
)

// Writer writes an MCAP file that Foxglove and rosbag2 open. The same records give the same bytes.
//
// Until Close succeeds the file has a temporary name beside the final one. It is for one goroutine.
type Writer struct {
	path     string
	file     *os.File
	buffer   *bufio.Writer
	writer   *mcap.Writer
	schemas  map[string]schema
	channels map[string]*channel
	message  mcap.Message
	failure  error
	closed   bool
}

type schema struct {
	id         uint16
	definition string
}

type channel struct {
	id       uint16
	kind     string
	sequence uint32
}

// Create begins a file; an existing one at path stays until Close replaces it.
func Create(path string) (*Writer, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.partial")
	if err != nil {
		return nil, fmt.Errorf("create bag: %w", err)
	}
	w := &Writer{path: path, file: file, buffer: bufio.NewWriterSize(file, chunkSize), schemas: map[string]schema{}, channels: map[string]*channel{}}
	if err := w.begin(); err != nil {
		w.discard()
		return nil, fmt.Errorf("create bag %s: %w", path, err)
	}
	return w, nil
}

func (w *Writer) begin() error {
	// One encoder goroutine: with more, the bytes may depend on the machine.
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault))
	if err != nil {
		return fmt.Errorf("make a zstd encoder: %w", err)
	}
	w.writer, err = mcap.NewWriter(w.buffer, &mcap.WriterOptions{
		IncludeCRC: true, Chunked: true, ChunkSize: chunkSize, OverrideLibrary: true,
		Compression: mcap.CompressionZSTD, Compressor: mcap.NewCustomCompressor(mcap.CompressionZSTD, encoder),
	})
	if err != nil {
		return err
	}
	return w.writer.WriteHeader(&mcap.Header{Profile: "ros2", Library: "thinker3d"})
}

// Write adds a record. After an error the file can only be discarded, by Close.
func (w *Writer) Write(record Record) error {
	if w.closed {
		return fmt.Errorf("write to bag %s: %w", w.path, os.ErrClosed)
	}
	if w.failure != nil {
		return w.failure
	}
	if err := w.write(record); err != nil {
		w.failure = fmt.Errorf("write to bag %s: topic %s: %w", w.path, record.Topic, err)
	}
	return w.failure
}

func (w *Writer) write(record Record) error {
	if record.LogNanos < 0 || record.PublishNanos < 0 {
		return fmt.Errorf("times %d and %d ns: a bag has none before 1970", record.LogNanos, record.PublishNanos)
	}
	if len(record.Data) > maximumRecord {
		return fmt.Errorf("message of %d bytes, more than %d", len(record.Data), maximumRecord)
	}
	channel, err := w.channel(record)
	if err != nil {
		return err
	}
	w.message = mcap.Message{
		ChannelID: channel.id, Sequence: channel.sequence,
		LogTime: uint64(record.LogNanos), PublishTime: uint64(record.PublishNanos), Data: record.Data,
	}
	channel.sequence++
	return w.writer.WriteMessage(&w.message)
}

func (w *Writer) channel(record Record) (*channel, error) {
	if known := w.channels[record.Topic]; known != nil {
		if known.kind != record.Type {
			return nil, fmt.Errorf("its type is %s, not %s", known.kind, record.Type)
		}
		return known, nil
	}
	if record.Topic == "" || record.Type == "" || record.Definition == "" {
		return nil, errors.New("topic, type and definition must not be empty")
	}
	if len(w.channels) >= maximumChannels {
		return nil, fmt.Errorf("more than %d topics", maximumChannels)
	}
	schema, err := w.schema(record)
	if err != nil {
		return nil, err
	}
	added := &channel{id: uint16(len(w.channels)), kind: record.Type}
	w.channels[record.Topic] = added
	return added, w.writer.WriteChannel(&mcap.Channel{
		ID: added.id, SchemaID: schema, Topic: record.Topic, MessageEncoding: "cdr",
		Metadata: map[string]string{"offered_qos_profiles": qosText(record.QoS)},
	})
}

func (w *Writer) schema(record Record) (uint16, error) {
	if known, ok := w.schemas[record.Type]; ok {
		if known.definition != record.Definition {
			return 0, fmt.Errorf("%s is defined differently by another topic", record.Type)
		}
		return known.id, nil
	}
	added := schema{id: uint16(len(w.schemas) + 1), definition: record.Definition}
	w.schemas[record.Type] = added
	return added.id, w.writer.WriteSchema(&mcap.Schema{ID: added.id, Name: record.Type, Encoding: "ros2msg", Data: []byte(record.Definition)})
}

// Close completes the file and gives it its name. If anything failed there is no file.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if w.failure != nil {
		w.discard()
		return w.failure
	}
	if err := w.finish(); err != nil {
		w.discard()
		return fmt.Errorf("complete bag %s: %w", w.path, err)
	}
	return nil
}

func (w *Writer) finish() error {
	if err := w.writer.Close(); err != nil {
		return err
	}
	if err := w.buffer.Flush(); err != nil {
		return err
	}
	// Temporary files are private; a recording is like any other file of its user.
	if err := w.file.Chmod(0o644); err != nil {
		return err
	}
	if err := w.file.Close(); err != nil {
		return err
	}
	return os.Rename(w.file.Name(), w.path)
}

// Abort removes what was written; after Close it does nothing.
func (w *Writer) Abort() {
	if !w.closed {
		w.closed = true
		w.discard()
	}
}

func (w *Writer) discard() {
	_ = w.file.Close()
	_ = os.Remove(w.file.Name())
}

package bag

import (
	"bytes"
	"cmp"
	"compress/bzip2"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/pierrec/lz4/v4"

	"github.com/thinker3d/thinker3d/msgs/ros1"
)

// ros1Storage reads a bag of ROS 1, version 2.0, indexed or not. Messages of types that we know are given as CDR.
type ros1Storage struct {
	path        string
	file        randomAccess
	connections map[uint32]*ros1Source
	pieces      []ros1Piece
	broken      *DamageError
	merger      merger
	packed      []byte
	spare       bufferStore
}

// ros1Source is a connection: a topic and what came on it.
type ros1Source struct {
	topic      Topic
	transcoder *ros1.Transcoder
	// other says that the type is another one than the one of its name that we know; its messages are given empty.
	other bool
}

// ros1Piece is one chunk.
type ros1Piece struct {
	span
	data        extent
	unpacked    uint32
	compression string
}

func openRos1(ctx context.Context, path string) (*ros1Storage, error) {
	return openFile(ctx, path, newRos1)
}

func newRos1(ctx context.Context, path string, file randomAccess, size int64) (*ros1Storage, error) {
	s := &ros1Storage{path: path, file: file, connections: map[uint32]*ros1Source{}}
	known, err := ros1.Known()
	if err != nil {
		return nil, err
	}
	infos := map[int64]ros1Record{}
	for at := int64(len(ros1Magic) + 1); at < size && ctx.Err() == nil; {
		record, next, err := readRos1Record(file, at, size)
		if err == nil {
			err = s.learn(record, at, infos, known)
		}
		if err != nil {
			s.broken = &DamageError{Path: path, Offset: at, Err: err}
			break
		}
		at = next
	}
	if err := s.survey(ctx, infos, known); err != nil {
		return nil, fmt.Errorf("bag %s: %w", path, err)
	}
	slices.SortStableFunc(s.pieces, func(a, b ros1Piece) int { return cmp.Compare(a.first, b.first) })
	return s, nil
}

// learn takes a record outside chunks.
func (s *ros1Storage) learn(record ros1Record, at int64, infos map[int64]ros1Record, known map[string]*ros1.Transcoder) error {
	switch record.kind {
	case ros1Header:
		if encryptor := record.fields["encryptor"]; len(encryptor) > 0 {
			return fmt.Errorf("the bag is encrypted by %q", encryptor)
		}
	case ros1Chunk:
		unpacked, err := record.uint32("size")
		if err != nil {
			return fmt.Errorf("chunk: %w", err)
		}
		if unpacked > maximumChunk {
			return fmt.Errorf("chunk of %d bytes is larger than %d", unpacked, maximumChunk)
		}
		s.pieces = append(s.pieces, ros1Piece{span: span{offset: at}, data: record.data, unpacked: unpacked, compression: string(record.fields["compression"])})
	case ros1ChunkInfo:
		place, err := record.uint64("chunk_pos")
		infos[int64(place)] = record
		return err
	case ros1Connection:
		data := make([]byte, record.data.length)
		if err := readAt(s.file, data, record.data.start); err != nil {
			return fmt.Errorf("connection: %w", err)
		}
		return s.connect(record, data, known)
	case ros1Index:
	default:
		return fmt.Errorf("a record of kind %#x stands outside chunks", record.kind)
	}
	return nil
}

func (s *ros1Storage) connect(record ros1Record, data []byte, known map[string]*ros1.Transcoder) error {
	number, err := record.uint32("conn")
	if err != nil || s.connections[number] != nil {
		return err
	}
	fields, err := ros1Fields(data)
	if err != nil {
		return fmt.Errorf("connection %d: %w", number, err)
	}
	source := &ros1Source{topic: Topic{
		Name: string(record.fields["topic"]), Type: ros1.TypeOf(string(fields["type"])), Encoding: "ros1",
		Definition: string(fields["message_definition"]),
	}}
	if ours := known[source.topic.Type]; ours != nil {
		source.use(ours, string(fields["md5sum"]))
	}
	s.connections[number] = source
	return nil
}

// use has messages turned into CDR if the recorded checksum, which may be missing, is that of the type we know.
func (s *ros1Source) use(ours *ros1.Transcoder, md5 string) {
	if s.other = md5 != "" && md5 != "*" && md5 != ours.MD5; s.other {
		s.topic.Type += fmt.Sprintf(" of checksum %s, not %s", md5, ours.MD5)
		return
	}
	s.transcoder, s.topic.Encoding = ours, "cdr"
}

// survey learns the times and counts of the chunks: from the index, or by looking. What cannot be unpacked ends the bag.
func (s *ros1Storage) survey(ctx context.Context, infos map[int64]ros1Record, known map[string]*ros1.Transcoder) error {
	var buffer []byte
	for i := range s.pieces {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		piece := &s.pieces[i]
		err := errors.New("has no index")
		if info, indexed := infos[piece.offset]; indexed {
			err = s.count(piece, info)
		}
		if err != nil {
			piece.first, piece.last = math.MaxInt64, math.MinInt64
			if buffer, err = s.unpack(buffer[:0], *piece); err == nil {
				err = s.look(buffer, piece, known)
			}
		}
		if err != nil {
			s.broken = &DamageError{Path: s.path, Offset: piece.offset, Err: err}
			s.pieces = s.pieces[:i]
			return nil
		}
	}
	return nil
}

// count adds a chunk to the counts, or nothing if its index is wrong.
func (s *ros1Storage) count(piece *ros1Piece, info ros1Record) error {
	first, firstErr := info.nanos("start_time")
	last, lastErr := info.nanos("end_time")
	piece.first, piece.last = first, last
	data := make([]byte, info.data.length)
	if err := readAt(s.file, data, info.data.start); err != nil {
		return fmt.Errorf("chunk info: %w", err)
	}
	if len(data)%8 != 0 {
		return fmt.Errorf("chunk info of %d bytes", len(data))
	}
	if err := errors.Join(firstErr, lastErr); err != nil {
		return err
	}
	counts := map[*ros1Source]uint64{}
	for ; len(data) > 0; data = data[8:] {
		source := s.connections[binary.LittleEndian.Uint32(data)]
		if source == nil {
			return fmt.Errorf("chunk info names connection %d, which is not declared", binary.LittleEndian.Uint32(data))
		}
		counts[source] += uint64(binary.LittleEndian.Uint32(data[4:]))
	}
	for source, count := range counts {
		source.topic.Count += count
	}
	return nil
}

func (s *ros1Storage) look(buffer []byte, piece *ros1Piece, known map[string]*ros1.Transcoder) error {
	return s.each(buffer, known, func(source *ros1Source, nanos int64, _ []byte) {
		source.topic.Count++
		piece.first, piece.last = min(piece.first, nanos), max(piece.last, nanos)
	})
}

// each walks the messages of an unpacked chunk.
func (s *ros1Storage) each(buffer []byte, known map[string]*ros1.Transcoder, visit func(source *ros1Source, nanos int64, content []byte)) error {
	reader := bytes.NewReader(buffer)
	for at := int64(0); at < int64(len(buffer)); {
		record, next, err := readRos1Record(reader, at, int64(len(buffer)))
		if err != nil {
			return err
		}
		data := buffer[record.data.start : record.data.start+record.data.length]
		switch record.kind {
		case ros1Connection:
			if err := s.connect(record, data, known); err != nil {
				return err
			}
		case ros1Message:
			number, connErr := record.uint32("conn")
			nanos, timeErr := record.nanos("time")
			source := s.connections[number]
			if err := errors.Join(connErr, timeErr); err != nil {
				return fmt.Errorf("message: %w", err)
			}
			if source == nil {
				return fmt.Errorf("message of connection %d, which is not declared", number)
			}
			visit(source, nanos, buffer[at:next])
		}
		at = next
	}
	return nil
}

func (s *ros1Storage) unpack(dst []byte, piece ros1Piece) ([]byte, error) {
	s.packed = slices.Grow(s.packed[:0], int(piece.data.length))[:piece.data.length]
	if err := readAt(s.file, s.packed, piece.data.start); err != nil {
		return dst, fmt.Errorf("read chunk: %w", err)
	}
	var source io.Reader = bytes.NewReader(s.packed)
	switch piece.compression {
	case "none":
	case "bz2":
		source = bzip2.NewReader(source)
	case "lz4":
		source = lz4.NewReader(source)
	default:
		return dst, fmt.Errorf("unknown compression %q", piece.compression)
	}
	buffer := bytes.NewBuffer(dst)
	if _, err := io.Copy(buffer, io.LimitReader(source, int64(piece.unpacked)+1)); err != nil {
		return buffer.Bytes(), fmt.Errorf("unpack %s chunk: %w", piece.compression, err)
	}
	if buffer.Len() != int(piece.unpacked) {
		return buffer.Bytes(), fmt.Errorf("chunk unpacks to %d bytes, claims %d", buffer.Len(), piece.unpacked)
	}
	return buffer.Bytes(), nil
}

func (s *ros1Storage) kind() string { return "rosbag" }

func (s *ros1Storage) topics() []Topic {
	numbers := make([]uint32, 0, len(s.connections))
	for number := range s.connections {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	var all []Topic
	for _, number := range numbers {
		all = merge(all, []Topic{s.connections[number].topic})
	}
	return all
}

func (s *ros1Storage) span() (first, last int64, ok bool) {
	first, last = math.MaxInt64, math.MinInt64
	for _, p := range s.pieces {
		first, last = min(first, p.first), max(last, p.last)
	}
	return first, last, first <= last
}

func (s *ros1Storage) compressions() []string {
	var names []string
	for _, p := range s.pieces {
		if p.compression != "none" && !slices.Contains(names, p.compression) {
			names = append(names, p.compression)
		}
	}
	slices.Sort(names)
	return names
}

func (s *ros1Storage) damage() *DamageError { return s.broken }

func (s *ros1Storage) start(f filter) error {
	s.merger.path, s.merger.broken, s.merger.read, s.merger.open = s.path, s.broken, s.read, s.open
	s.merger.spans = make([]span, len(s.pieces))
	for i, p := range s.pieces {
		s.merger.spans[i] = p.span
	}
	s.merger.start(f)
	return nil
}

func (s *ros1Storage) next() (message, error) { return s.merger.next() }

func (s *ros1Storage) read(into *chunk, number int) error {
	var err error
	if into.buffer, err = s.unpack(into.buffer, s.pieces[number]); err != nil {
		return err
	}
	f := s.merger.filter
	return s.each(into.buffer, nil, func(source *ros1Source, nanos int64, content []byte) {
		if f.wants(source.topic.Name) && nanos >= f.first && nanos <= f.last {
			into.entries = append(into.entries, entry{time: nanos, content: content})
		}
	})
}

// open makes a message of a record. A message that is turned into CDR has a buffer of its own; one that is not what its type says
// is empty, which no type is in CDR: it is refused alone, by whoever decodes it.
func (s *ros1Storage) open(from entry) (message, error) {
	record, _, err := readRos1Record(bytes.NewReader(from.content), 0, int64(len(from.content)))
	if err != nil {
		return message{}, err
	}
	number, err := record.uint32("conn")
	if err != nil {
		return message{}, err
	}
	source, data := s.connections[number], from.content[record.data.start:record.data.start+record.data.length]
	found := message{topic: source.topic.Name, data: data, logNanos: from.time, publishNanos: from.time}
	if source.other {
		found.data = nil
	}
	if source.transcoder == nil {
		return found, nil
	}
	found.release = s.spare.put
	if found.data, err = source.transcoder.ToCDR(s.spare.take(), data); err != nil {
		found.data = found.data[:0]
	}
	return found, nil
}

func (s *ros1Storage) close() error {
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close bag %s: %w", s.path, err)
	}
	return nil
}

package bag

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/foxglove/mcap/go/mcap"
)

// mcapStorage reads one MCAP file, chunked or not, with or without summary and index.
type mcapStorage struct {
	path      string
	file      randomAccess
	pieces    []piece
	catalogue catalogue
	broken    *DamageError
	unpacker  unpacker
	merger    merger
}

func openMcap(ctx context.Context, path string) (*mcapStorage, error) {
	return openFile(ctx, path, newMcap)
}

// openFile opens a file and reads what is in it; it is closed again if that fails.
func openFile[T any](ctx context.Context, path string, read func(ctx context.Context, path string, file randomAccess, size int64) (T, error)) (opened T, err error) {
	file, err := os.Open(path)
	if err != nil {
		return opened, fmt.Errorf("open bag: %w", err)
	}
	about, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return opened, fmt.Errorf("bag %s: %w", path, err)
	}
	if opened, err = read(ctx, path, file, about.Size()); err != nil {
		_ = file.Close()
	}
	return opened, err
}

// randomAccess is a file, or bytes in memory.
type randomAccess interface {
	io.ReaderAt
	io.Closer
}

func newMcap(ctx context.Context, path string, file randomAccess, size int64) (*mcapStorage, error) {
	s := &mcapStorage{path: path, file: file, unpacker: unpacker{file: file}}
	if err := s.scan(ctx, size); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *mcapStorage) scan(ctx context.Context, size int64) error {
	scanner := scanner{file: s.file, size: size, catalogue: newCatalogue()}
	if string(scanner.peek(0, int64(len(mcap.Magic)))) != string(mcap.Magic) {
		return fmt.Errorf("bag %s: does not begin as MCAP does", s.path)
	}
	offset, err := scanner.scan(ctx)
	if err != nil {
		s.broken = &DamageError{Path: s.path, Offset: offset, Err: err}
	}
	s.pieces, s.catalogue = scanner.pieces, scanner.catalogue
	// A message in a chunk is counted by the statistics, or by looking.
	chunked := slices.ContainsFunc(s.pieces, func(p piece) bool { return p.chunk != nil })
	switch {
	case scanner.statistics != nil && len(s.catalogue.channels) >= int(scanner.statistics.ChannelCount):
		s.catalogue.counts = scanner.statistics.ChannelMessageCounts
	case chunked:
		s.survey(ctx)
	}
	slices.SortStableFunc(s.pieces, func(a, b piece) int { return cmp.Compare(a.first, b.first) })
	return nil
}

// survey unpacks every chunk to learn its channels and count its messages; what cannot be unpacked ends the bag.
func (s *mcapStorage) survey(ctx context.Context) {
	var buffer []byte
	for i := range s.pieces {
		if s.pieces[i].chunk == nil {
			continue
		}
		err := ctx.Err()
		if err == nil {
			buffer, err = s.unpacker.unpack(buffer[:0], s.pieces[i])
		}
		if err == nil {
			err = s.look(buffer, &s.pieces[i])
		}
		if err != nil {
			s.broken = &DamageError{Path: s.path, Offset: s.pieces[i].offset, Err: err}
			s.pieces = s.pieces[:i]
			return
		}
	}
}

// look counts a chunk's messages and corrects its times by theirs.
func (s *mcapStorage) look(buffer []byte, of *piece) error {
	of.first, of.last = math.MaxInt64, math.MinInt64
	return records(buffer, func(op mcap.OpCode, content []byte, _ int) error {
		switch op {
		case mcap.OpSchema, mcap.OpChannel:
			return s.catalogue.learn(op, content)
		case mcap.OpMessage:
			var found mcap.Message
			if err := found.PopulateFrom(content, false); err != nil {
				return fmt.Errorf("message record: %w", err)
			}
			s.catalogue.count(found.ChannelID)
			of.first, of.last = min(of.first, nanos(found.LogTime)), max(of.last, nanos(found.LogTime))
		}
		return nil
	})
}

func (s *mcapStorage) kind() string { return "mcap" }

func (s *mcapStorage) topics() []Topic { return s.catalogue.topics() }

func (s *mcapStorage) damage() *DamageError { return s.broken }

func (s *mcapStorage) span() (first, last int64, ok bool) {
	first, last = math.MaxInt64, math.MinInt64
	for _, p := range s.pieces {
		// The library gives an empty chunk the times 0 and 0.
		if p.chunk != nil && p.first == 0 && p.last == 0 {
			continue
		}
		first, last = min(first, p.first), max(last, p.last)
	}
	return first, last, first <= last
}

func (s *mcapStorage) compressions() []string {
	var names []string
	for _, p := range s.pieces {
		if p.chunk != nil && p.chunk.compression != "" && !slices.Contains(names, p.chunk.compression) {
			names = append(names, p.chunk.compression)
		}
	}
	slices.Sort(names)
	return names
}

func (s *mcapStorage) start(f filter) error {
	s.merger.path, s.merger.broken, s.merger.read, s.merger.open = s.path, s.broken, s.read, s.open
	s.merger.spans = make([]span, len(s.pieces))
	for i, p := range s.pieces {
		s.merger.spans[i] = span{offset: p.offset, first: p.first, last: p.last}
	}
	s.merger.start(f)
	return nil
}

func (s *mcapStorage) next() (message, error) { return s.merger.next() }

func (s *mcapStorage) open(from entry) (message, error) {
	var parsed mcap.Message
	if err := parsed.PopulateFrom(from.content, false); err != nil {
		return message{}, err
	}
	return message{
		topic: s.catalogue.channels[parsed.ChannelID].Topic, data: parsed.Data,
		logNanos: nanos(parsed.LogTime), publishNanos: nanos(parsed.PublishTime),
	}, nil
}

func (s *mcapStorage) close() error {
	s.unpacker.close()
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close bag %s: %w", s.path, err)
	}
	return nil
}

package bag

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// span is where a piece of a file begins, and the first and last time of its messages.
type span struct{ offset, first, last int64 }

// merger gives the messages of a file's pieces in the order of their time, though the pieces overlap. A piece is read when
// its first message may be the next.
type merger struct {
	path  string
	spans []span
	// read fills a chunk with the wanted messages of a piece, and open makes a message of an entry; one without a release of
	// its own lies in the chunk.
	read func(into *chunk, piece int) error
	open func(entry entry) (message, error)
	// broken is what scanning found; it comes after the last message.
	broken *DamageError

	filter  filter
	buffers bufferStore
	pending int
	active  []*chunk
	held    int64
	failure error
}

// start begins anew; spans must be in the order of their first times.
func (m *merger) start(f filter) {
	m.filter, m.pending, m.active, m.held, m.failure = f, 0, nil, 0, nil
}

func (m *merger) next() (message, error) {
	for {
		best := m.earliest()
		if m.pending < len(m.spans) && m.failure == nil {
			if best < 0 || m.spans[m.pending].first <= m.active[best].time() {
				m.load(m.pending)
				m.pending++
				continue
			}
		}
		if best >= 0 {
			return m.take(best)
		}
		switch {
		case m.failure != nil:
			return message{}, m.failure
		case m.broken != nil:
			return message{}, &DamageError{Path: m.path, Offset: m.broken.Offset, Err: m.broken.Err}
		}
		return message{}, io.EOF
	}
}

// earliest is the active chunk with the earliest message; of equals the one that comes first in the file.
func (m *merger) earliest() int {
	best := -1
	for i, c := range m.active {
		if best < 0 || c.before(m.active[best]) {
			best = i
		}
	}
	return best
}

func (m *merger) take(index int) (message, error) {
	from := m.active[index]
	found, err := m.open(from.entries[from.at])
	if err != nil {
		return message{}, &DamageError{Path: m.path, Offset: -1, Err: err}
	}
	if found.release == nil {
		from.held.Add(1)
		found.release = from.release
	}
	if from.at++; from.at == len(from.entries) {
		m.active = slices.Delete(m.active, index, index+1)
		m.held -= int64(len(from.buffer))
		from.release(nil)
	}
	return found, nil
}

// load makes a piece active. What cannot be loaded ends the bag after the messages that are.
func (m *merger) load(piece int) {
	from := m.spans[piece]
	if from.last < m.filter.first || from.first > m.filter.last {
		return
	}
	loaded := &chunk{order: from.offset, store: &m.buffers, buffer: m.buffers.take()}
	loaded.held.Store(1)
	err := m.read(loaded, piece)
	if err == nil && m.held+int64(len(loaded.buffer)) > maximumHeld {
		err = fmt.Errorf("overlapping chunks hold more than %d bytes", int64(maximumHeld))
	}
	if err != nil {
		m.failure = &DamageError{Path: m.path, Offset: from.offset, Err: err}
		return
	}
	if len(loaded.entries) == 0 {
		loaded.release(nil)
		return
	}
	slices.SortStableFunc(loaded.entries, func(a, b entry) int { return cmp.Compare(a.time, b.time) })
	m.held += int64(len(loaded.buffer))
	m.active = append(m.active, loaded)
}

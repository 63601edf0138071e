package bag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/foxglove/mcap/go/mcap"
)

// load makes a piece active. What cannot be loaded ends the bag after the messages that are.
func (s *mcapStorage) load(from piece) {
	if from.last < s.filter.first || from.first > s.filter.last {
		return
	}
	loaded := &chunk{order: from.offset, store: &s.buffers, buffer: s.buffers.take()}
	loaded.held.Store(1)
	err := s.read(loaded, from)
	if err == nil && s.held+int64(len(loaded.buffer)) > maximumHeld {
		err = fmt.Errorf("overlapping chunks hold more than %d bytes", int64(maximumHeld))
	}
	if err != nil {
		s.failure = &DamageError{Path: s.path, Offset: from.offset, Err: err}
		return
	}
	if len(loaded.entries) == 0 {
		loaded.release(nil)
		return
	}
	slices.SortStableFunc(loaded.entries, func(a, b entry) int { return cmp.Compare(a.time, b.time) })
	s.held += int64(len(loaded.buffer))
	s.active = append(s.active, loaded)
}

func (s *mcapStorage) read(into *chunk, from piece) error {
	if from.chunk == nil {
		into.buffer = slices.Grow(into.buffer, int(from.length))[:from.length]
		if _, err := s.file.ReadAt(into.buffer, from.offset); err != nil {
			return fmt.Errorf("read message: %w", err)
		}
		return s.enter(into, into.buffer)
	}
	var err error
	if into.buffer, err = s.unpacker.unpack(into.buffer, from); err != nil {
		return err
	}
	return records(into.buffer, func(op mcap.OpCode, content []byte, _ int) error {
		switch op {
		case mcap.OpSchema, mcap.OpChannel:
			return s.catalogue.learn(op, content)
		case mcap.OpMessage:
			return s.enter(into, content)
		}
		return nil
	})
}

// enter adds a message to the chunk if it is wanted.
func (s *mcapStorage) enter(into *chunk, content []byte) error {
	var found mcap.Message
	if err := found.PopulateFrom(content, false); err != nil {
		return fmt.Errorf("message record: %w", err)
	}
	channel := s.catalogue.channels[found.ChannelID]
	if channel == nil {
		return fmt.Errorf("message of channel %d, which is not declared", found.ChannelID)
	}
	time := nanos(found.LogTime)
	if s.filter.wants(channel.Topic) && time >= s.filter.first && time <= s.filter.last {
		into.entries = append(into.entries, entry{time: time, content: content})
	}
	return nil
}

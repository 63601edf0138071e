package bag

import (
	"fmt"
	"slices"

	"github.com/foxglove/mcap/go/mcap"
)

// read fills a chunk with the wanted messages of a piece.
func (s *mcapStorage) read(into *chunk, number int) error {
	from := s.pieces[number]
	if from.chunk == nil {
		into.buffer = slices.Grow(into.buffer, int(from.length))[:from.length]
		if err := readAt(s.file, into.buffer, from.offset); err != nil {
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
	if s.merger.filter.wants(channel.Topic) && time >= s.merger.filter.first && time <= s.merger.filter.last {
		into.entries = append(into.entries, entry{time: time, content: content})
	}
	return nil
}

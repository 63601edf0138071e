package main

import (
	"context"
	"errors"
	"io"

	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// enlarge writes the bag from several times in a row, each time a second later than the last one ended.
func enlarge(from, into string, repeat int) error {
	writer, err := bag.Create(into)
	if err != nil {
		return err
	}
	defer writer.Abort()
	var shift int64
	for range repeat {
		length, err := appendShifted(writer, from, shift)
		if err != nil {
			return err
		}
		shift += length + 1e9
	}
	return writer.Close()
}

func appendShifted(writer *bag.Writer, from string, shift int64) (length int64, err error) {
	reader, err := bag.Open(context.Background(), from)
	if err != nil {
		return 0, err
	}
	defer reader.Close()
	known := map[string]bag.Topic{}
	for _, topic := range reader.Topics() {
		known[topic.Name] = topic
	}
	first, last, _ := reader.TimeRange()
	for {
		message, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return last - first, nil
		}
		if err != nil {
			return 0, err
		}
		topic := known[message.Topic]
		err = writer.Write(bag.Record{
			Topic: topic.Name, Type: topic.Type, Definition: topic.Definition, QoS: topics.Default(),
			LogNanos: message.ReceiveNanos + shift, PublishNanos: message.SourceNanos + shift, Data: message.Data,
		})
		message.Release()
		if err != nil {
			return 0, err
		}
	}
}

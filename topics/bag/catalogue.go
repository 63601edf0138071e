package bag

import (
	"fmt"
	"slices"

	"github.com/foxglove/mcap/go/mcap"
)

// catalogue is what a file's schema and channel records say. The first record of an id counts.
type catalogue struct {
	schemas  map[uint16]*mcap.Schema
	channels map[uint16]*mcap.Channel
	counts   map[uint16]uint64
}

func newCatalogue() catalogue {
	return catalogue{schemas: map[uint16]*mcap.Schema{}, channels: map[uint16]*mcap.Channel{}, counts: map[uint16]uint64{}}
}

func (c *catalogue) count(channel uint16) { c.counts[channel]++ }

// learn takes a schema or channel record and keeps nothing of content.
func (c *catalogue) learn(op mcap.OpCode, content []byte) error {
	if op == mcap.OpSchema {
		schema, err := mcap.ParseSchema(content)
		if err != nil {
			return fmt.Errorf("schema record: %w", err)
		}
		if c.schemas[schema.ID] == nil {
			schema.Data = slices.Clone(schema.Data)
			c.schemas[schema.ID] = schema
		}
		return nil
	}
	channel, err := mcap.ParseChannel(content)
	if err != nil {
		return fmt.Errorf("channel record: %w", err)
	}
	if c.channels[channel.ID] == nil {
		c.channels[channel.ID] = channel
	}
	return nil
}

// topics are the channels by id, those of one name together.
func (c *catalogue) topics() []Topic {
	ids := make([]uint16, 0, len(c.channels))
	for id := range c.channels {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var all []Topic
	for _, id := range ids {
		channel := c.channels[id]
		topic := Topic{
			Name: channel.Topic, Encoding: channel.MessageEncoding,
			QoS: channel.Metadata["offered_qos_profiles"], Count: c.counts[id],
		}
		if schema := c.schemas[channel.SchemaID]; schema != nil {
			topic.Type, topic.Definition = schema.Name, string(schema.Data)
		}
		all = merge(all, []Topic{topic})
	}
	return all
}

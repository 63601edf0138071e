package ros2

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

// unknownSequence stands in DDS for a sample whose number is not known.
const unknownSequence = -1 << 32

// client calls one service in the mapping that the bus is set to.
type client struct {
	service  topics.Service
	bus      *Bus
	mapping  mapping
	requests *Publisher
	replies  *Subscription

	// mutex is held while a request is sent, so that its reply cannot come before it is waited for.
	mutex   sync.Mutex
	number  int64
	waiting map[int64]chan []byte
}

// Client makes a client of a service, whether its server is there or not.
func (b *Bus) Client(service topics.Service) (topics.Client, error) {
	made := &client{service: service, bus: b, waiting: map[int64]chan []byte{}}
	if b.options.Topics.ServiceMapping == config.MappingCyclone {
		made.mapping = byTag
	}
	ends, err := b.endsOf(service)
	if err == nil {
		made.requests, err = b.addPublisher(ends.request, ends.requestNames)
	}
	if err == nil {
		made.replies, err = b.addSubscription(ends.reply, ends.replyNames, made.take)
	}
	if err == nil {
		err = b.announce()
	}
	if err != nil {
		return nil, fmt.Errorf("client of %s: %w", service.Name, errors.Join(err, made.Close()))
	}
	return made, nil
}

// Call waits for a server, sends the request and waits for the reply, until ctx ends.
func (c *client) Call(ctx context.Context, request []byte) ([]byte, error) {
	if reason := refusal(request, c.bus.options.MaximumMessage); reason != "" {
		return nil, fmt.Errorf("call %s: the payload of %d bytes is refused: %s", c.service.Name, len(request), reason)
	}
	ready := func() bool { return c.requests.match().Matched > 0 && c.replies.match().Matched > 0 }
	if err := c.bus.Await(ctx, ready); err != nil {
		return nil, fmt.Errorf("call %s: no server: %w", c.service.Name, err)
	}
	number, reply, err := c.send(request)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", c.service.Name, err)
	}
	select {
	case data := <-reply:
		return data, nil
	case <-ctx.Done():
		c.mutex.Lock()
		delete(c.waiting, number)
		c.mutex.Unlock()
		return nil, fmt.Errorf("call %s: no reply: %w", c.service.Name, ctx.Err())
	}
}

func (c *client) send(request []byte) (int64, chan []byte, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.number++
	number := c.number
	if c.mapping == byTag {
		request = tag{client: c.name(), number: number}.join(request)
	}
	written, err := c.requests.write(request, &identity{guid: c.replies.guid, sequence: unknownSequence})
	if err != nil {
		return 0, nil, err
	}
	if c.mapping == byIdentity {
		number = written.sequence
	}
	reply := make(chan []byte, 1)
	c.waiting[number] = reply
	return number, reply, nil
}

// take hands a reply to the call that waits for it; those of other clients come here too and are left out.
func (c *client) take(received topics.Received, from origin) {
	defer received.Release()
	data, number := received.Data, from.related.sequence
	if c.mapping == byTag {
		found, rest, err := cut(data)
		if err != nil || found.client != c.name() {
			return
		}
		data, number = rest, found.number
	} else if from.related.guid != c.replies.guid && from.related.guid != c.requests.guid {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if reply, known := c.waiting[number]; known {
		delete(c.waiting, number)
		reply <- bytes.Clone(data)
	}
}

// name is how Cyclone's mapping tells clients apart: here by what is unlike in the guids of their writers.
func (c *client) name() uint64 {
	return binary.LittleEndian.Uint64(c.requests.guid[len(guid{})-8:]) ^ binary.LittleEndian.Uint64(c.requests.guid[4:])
}

// Close withdraws the client; calls that wait go on until their ctx ends.
func (c *client) Close() error {
	var failures []error
	if c.replies != nil {
		failures = append(failures, c.replies.Close())
	}
	if c.requests != nil {
		failures = append(failures, c.requests.Close())
	}
	return errors.Join(failures...)
}

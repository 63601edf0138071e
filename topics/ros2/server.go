package ros2

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// replyPatience is how long a reply waits for its client's reader, which may be discovered after its request came.
const replyPatience = time.Second

// server answers the requests of one service, each in the mapping of its client's vendor.
type server struct {
	service  topics.Service
	requests *Subscription
	replies  *Publisher

	malformed atomic.Uint64
}

// Serve calls handler for each request on one goroutine until the result is closed. Close must not be called from it.
//
// Clients of Fast DDS and of Cyclone DDS are answered at the same time.
func (b *Bus) Serve(service topics.Service, handler topics.ServiceHandler) (io.Closer, error) {
	made := &server{service: service}
	ends, err := b.endsOf(service)
	if err == nil {
		made.replies, err = b.addPublisher(ends.reply, ends.replyNames)
	}
	if err == nil {
		made.requests, err = b.addSubscription(ends.request, ends.requestNames, made.handle(handler))
	}
	if err == nil {
		err = b.announce()
	}
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", service.Name, errors.Join(err, made.Close()))
	}
	return made, nil
}

func (s *server) handle(handler topics.ServiceHandler) func(topics.Received, origin) {
	return func(received topics.Received, from origin) {
		data := bytes.Clone(received.Data)
		received.Release()
		to := answered{server: s, origin: from, mapping: mappingOf(from.sample.guid)}
		if to.mapping == byTag {
			var err error
			if to.tag, data, err = cut(data); err != nil {
				s.malformed.Add(1)
				return
			}
		}
		handler(topics.NewRequest(data, to.reply))
	}
}

// Close withdraws the service and waits for a running handler.
func (s *server) Close() error {
	var failures []error
	if s.requests != nil {
		failures = append(failures, s.requests.Close())
	}
	if s.replies != nil {
		failures = append(failures, s.replies.Close())
	}
	return errors.Join(failures...)
}

// answered is a request on the way to its reply.
type answered struct {
	server  *server
	origin  origin
	mapping mapping
	tag     tag
}

func (a answered) reply(data []byte) error {
	if reason := refusal(data, a.server.replies.bus.options.MaximumMessage); reason != "" {
		return fmt.Errorf("reply on %s: the payload of %d bytes is refused: %s", a.server.service.Name, len(data), reason)
	}
	related := identity{guid: a.origin.sample.guid, sequence: a.origin.sample.sequence}
	reader, count := related.guid[:prefixSize], 1
	if a.origin.related.guid != (guid{}) {
		related.guid = a.origin.related.guid
		reader = related.guid[:]
	} else {
		// Any reader of its participant may be the one: they have to be as many as the participant's clients.
		requests := a.server.requests
		count = max(1, requests.bus.writers(requests.names.topic, reader))
	}
	if a.mapping == byTag {
		data = a.tag.join(data)
	}
	if !a.server.replies.reaches(reader, count, replyPatience) {
		return fmt.Errorf("reply on %s: the client is gone", a.server.service.Name)
	}
	_, err := a.server.replies.write(data, &related)
	return err
}

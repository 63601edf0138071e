package ros2

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// replyPatience is how long a reply waits for its client's reader, which may be discovered after its request came.
const replyPatience = time.Second

// By the service an action takes goals, and on the topic it tells how they go.
const sendGoal, feedback = "/_action/send_goal", "/_action/feedback"

// server answers the requests of one service, each in the mapping of its client's vendor.
type server struct {
	service  topics.Service
	ends     serviceEnds
	requests *Subscription
	replies  *Publisher
	// feedback is that of the action whose goals the service takes, if it is one.
	feedback *Publisher

	malformed atomic.Uint64
}

// Serve calls handler for each request on one goroutine until the result is closed. Close must not be called from it.
//
// Clients of Fast DDS and of Cyclone DDS are answered at the same time.
func (b *Bus) Serve(service topics.Service, handler topics.ServiceHandler) (io.Closer, error) {
	made := &server{service: service}
	var err error
	if made.ends, err = b.endsOf(service); err == nil {
		made.replies, err = b.addPublisher(made.ends.reply, made.ends.replyNames)
	}
	if action, takesGoals := strings.CutSuffix(service.Name, sendGoal); takesGoals {
		made.feedback = b.publisherOf(action + feedback)
	}
	if err == nil {
		made.requests, err = b.addSubscription(made.ends.request, made.ends.requestNames, made.handle(handler))
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
		if s.feedback != nil {
			// A client hears all of its goal's feedback or, if it does not listen, waits for its goal to begin.
			s.feedback.reaches(to.participant(), to.clients(), replyPatience)
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
	reader, count := a.participant(), 1
	if a.origin.related.guid != (guid{}) {
		related.guid = a.origin.related.guid
		reader = related.guid[:]
	} else {
		// Any reader of its participant may be the one: they have to be as many as the participant's clients.
		count = a.clients()
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

// participant begins the guids of all that the client's process reads and writes by.
func (a answered) participant() []byte { return a.origin.sample.guid[:prefixSize] }

// clients counts those of the service in the client's participant.
func (a answered) clients() int {
	return max(1, a.server.replies.bus.writers(a.server.ends.requestNames.topic, a.participant()))
}

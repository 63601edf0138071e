package ros1

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// subscription has a link to each publisher of its topic.
type subscription struct {
	bus      *Bus
	endpoint topics.Endpoint
	kind     kind
	queue    *topics.Queue
	buffers  sync.Pool

	context context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
	once    sync.Once
	// lost is how many messages were dropped because the handler was slow or for what they were.
	lost atomic.Uint64

	mutex sync.Mutex
	links map[string]*link
	// followed says that the master has named publishers.
	followed bool
	// complaint says why the latest message was dropped for what it was.
	complaint string
}

func newSubscription(bus *Bus, endpoint topics.Endpoint, kind kind, handler topics.Handler) *subscription {
	s := &subscription{bus: bus, endpoint: endpoint, kind: kind, links: map[string]*link{}}
	s.queue = topics.NewQueue(endpoint.QoS.Depth, handler, &s.lost)
	s.context, s.stop = context.WithCancel(context.Background())
	return s
}

// follow links to the publishers that are new and lets go of those that are no more. What the master says when we register
// is older than what it says by itself, and may come later.
func (s *subscription) follow(publishers []string, registering bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.context.Err() != nil || registering && s.followed {
		return
	}
	s.followed = true
	for uri, link := range s.links {
		if !slices.Contains(publishers, uri) {
			link.stop()
			delete(s.links, uri)
		}
	}
	for _, uri := range publishers {
		if s.links[uri] == nil {
			made := newLink(s, uri)
			s.links[uri] = made
			s.running.Go(made.run)
		}
	}
}

// headRoom is left before a message, so that what comes before a picture's bytes can grow there.
const headRoom = 128

// buffer is an empty one with headRoom.
func (s *subscription) buffer() []byte {
	if pooled, ok := s.buffers.Get().(*[]byte); ok {
		return (*pooled)[:headRoom]
	}
	return make([]byte, headRoom)
}

func (s *subscription) giveBack(buffer []byte) { s.buffers.Put(&buffer) }

// receive takes over a buffer with one message behind headRoom.
func (s *subscription) receive(buffer []byte) {
	whole := buffer
	payload, err := s.kind.Within(buffer, headRoom)
	if payload == nil && err == nil {
		whole = s.buffer()
		payload, err = s.kind.ToCDR(whole[:0], buffer[headRoom:])
		s.giveBack(buffer)
		whole = payload
	}
	if err != nil {
		s.refuse(err.Error())
		return
	}
	s.mutex.Lock()
	s.complaint = ""
	s.mutex.Unlock()
	s.queue.Push(topics.NewReceived(s.endpoint.Topic, payload, 0, time.Now().UnixNano(), func([]byte) { s.giveBack(whole) }))
}

// refuse counts a message that is dropped for what it is.
func (s *subscription) refuse(complaint string) {
	s.lost.Add(1)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.complaint = complaint
}

// warnings say what keeps messages from coming.
func (s *subscription) warnings() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var said []string
	if len(s.links) == 0 && !s.endpoint.Optional {
		said = append(said, "no publisher")
	}
	for _, uri := range slices.Sorted(maps.Keys(s.links)) {
		if trouble := s.links[uri].said(); trouble != "" {
			said = append(said, trouble)
		}
	}
	if s.complaint != "" {
		said = append(said, s.complaint)
	}
	for i := range said {
		said[i] = fmt.Sprintf("topic %s: %s", s.endpoint.Topic, said[i])
	}
	return said
}

func (s *subscription) peers() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var names []string
	for uri, link := range s.links {
		names = append(names, cmp.Or(link.peer(), uri))
	}
	return names
}

// Close ends the deliveries and waits for a running handler.
func (s *subscription) Close() error {
	s.once.Do(func() {
		s.bus.withdraw(s)
		s.end()
	})
	return nil
}

// end stops all that runs; the subscription is in no list any more.
func (s *subscription) end() {
	s.mutex.Lock()
	s.stop()
	s.mutex.Unlock()
	s.running.Wait()
	s.queue.Close()
}

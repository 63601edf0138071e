package memory

import (
	"sync"

	"github.com/thinker3d/thinker3d/topics"
)

// subscription queues messages for one handler, which its own goroutine calls.
type subscription struct {
	topic   *topic
	qos     topics.QoS
	handler topics.Handler
	done    chan struct{}

	mutex  sync.Mutex
	wake   *sync.Cond
	queue  []topics.Received
	closed bool
}

func newSubscription(topic *topic, qos topics.QoS, handler topics.Handler) *subscription {
	s := &subscription{topic: topic, qos: qos, handler: handler, done: make(chan struct{})}
	s.wake = sync.NewCond(&s.mutex)
	return s
}

func (s *subscription) push(message topics.Received) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return
	}
	if len(s.queue) == s.qos.Depth {
		copy(s.queue, s.queue[1:])
		s.queue = s.queue[:len(s.queue)-1]
		s.topic.dropped.Add(1)
	}
	s.queue = append(s.queue, message)
	s.wake.Signal()
}

func (s *subscription) run() {
	defer close(s.done)
	for {
		message, ok := s.next()
		if !ok {
			return
		}
		s.handler(message)
	}
}

func (s *subscription) next() (topics.Received, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.queue) == 0 && !s.closed {
		s.wake.Wait()
	}
	if s.closed {
		return topics.Received{}, false
	}
	message := s.queue[0]
	copy(s.queue, s.queue[1:])
	s.queue = s.queue[:len(s.queue)-1]
	return message, true
}

// Close stops the deliveries and waits for a running handler.
func (s *subscription) Close() error {
	s.topic.removeSubscription(s)
	s.mutex.Lock()
	s.closed, s.queue = true, nil
	s.wake.Signal()
	s.mutex.Unlock()
	<-s.done
	return nil
}

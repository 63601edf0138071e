package topics

import (
	"sync"
	"sync/atomic"
)

// Queue hands messages to one handler, on a goroutine of its own. When the handler is slower than what comes, the oldest
// messages are dropped and counted.
type Queue struct {
	depth   int
	handler Handler
	dropped *atomic.Uint64
	done    chan struct{}

	mutex   sync.Mutex
	wake    *sync.Cond
	waiting []Received
	closed  bool
}

// NewQueue starts the goroutine that calls handler; at most depth messages wait, and at least one may. Those that are lost
// because the handler is slow are added to dropped, which queues may share.
func NewQueue(depth int, handler Handler, dropped *atomic.Uint64) *Queue {
	q := &Queue{depth: max(1, depth), handler: handler, dropped: dropped, done: make(chan struct{})}
	q.wake = sync.NewCond(&q.mutex)
	go q.run()
	return q
}

// Push takes a message over.
func (q *Queue) Push(message Received) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.closed {
		message.Release()
		return
	}
	if len(q.waiting) == q.depth {
		q.take().Release()
		q.dropped.Add(1)
	}
	q.waiting = append(q.waiting, message)
	q.wake.Signal()
}

func (q *Queue) run() {
	defer close(q.done)
	for {
		message, more := q.next()
		if !more {
			return
		}
		q.handler(message)
	}
}

func (q *Queue) next() (message Received, more bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.wake.Wait()
	}
	if q.closed {
		return Received{}, false
	}
	return *q.take(), true
}

// take must be called with the mutex held and a message waiting.
func (q *Queue) take() *Received {
	message := q.waiting[0]
	copy(q.waiting, q.waiting[1:])
	q.waiting[len(q.waiting)-1] = Received{}
	q.waiting = q.waiting[:len(q.waiting)-1]
	return &message
}

// Close drops what waits, and waits for a running handler, from which it must not be called.
func (q *Queue) Close() {
	q.mutex.Lock()
	q.closed = true
	for len(q.waiting) > 0 {
		q.take().Release()
	}
	q.wake.Signal()
	q.mutex.Unlock()
	<-q.done
}

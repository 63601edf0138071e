package ros2

// #include "native.h"
import "C"

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/thinker3d/thinker3d/topics"
)

const (
	maximumDepth   = 1000
	maximumWriters = 1024
	firstBuffer    = 4096 // a page
)

// Subscription receives the messages of one topic on a goroutine of its own.
type Subscription struct {
	endpoint topics.Endpoint
	names    wireNames
	bus      *Bus
	guid     guid
	pool     *pool
	release  func([]byte)
	done     chan struct{}
	once     sync.Once

	// mutex keeps native alive for Status; run needs no lock, for Close waits for it.
	mutex  sync.Mutex
	native *C.ros2_reader

	received, bytes, lost, malformed, oversized atomic.Uint64
	failure                                     atomic.Pointer[error]
}

func (b *Bus) openSubscription(endpoint topics.Endpoint, names wireNames) (*Subscription, error) {
	options := nativeOptions(names, endpoint.QoS, b.options.MaximumMessage)
	defer freeOptions(options)
	var text nativeError
	native := C.ros2_reader_open(b.native, options, text.pointer())
	if native == nil {
		return nil, text.error()
	}
	subscription := &Subscription{
		endpoint: endpoint, names: names, bus: b, native: native,
		pool: newPool(), done: make(chan struct{}),
	}
	subscription.release = subscription.pool.put
	C.ros2_reader_guid(native, (*C.uint8_t)(&subscription.guid[0]))
	return subscription, nil
}

// run takes samples until the reader is stopped. It owns the reader's samples and the sequence numbers.
func (s *Subscription) run(native *C.ros2_reader, handler func(topics.Received, origin)) {
	defer close(s.done)
	sequences := make(map[guid]uint64)
	sample := new(C.ros2_sample)
	text := new(nativeError)
	for {
		buffer := s.pool.get()
		taken := C.ros2_reader_take(native, (*C.uint8_t)(unsafe.SliceData(buffer)), C.size_t(len(buffer)), sample, text.pointer())
		if taken <= 0 {
			if taken < 0 {
				err := text.error()
				s.failure.Store(&err)
			}
			return
		}
		from := originOf(sample)
		s.countLost(sequences, from.sample)
		if message, ok := s.accept(native, sample, buffer); ok {
			handler(message, from)
		} else {
			s.pool.put(buffer)
		}
	}
}

// accept turns a sample into a message, or counts why it is none.
func (s *Subscription) accept(native *C.ros2_reader, sample *C.ros2_sample, buffer []byte) (topics.Received, bool) {
	size := int(sample.size)
	switch sample.delivery {
	case C.ROS2_NO_DATA:
		return topics.Received{}, false
	case C.ROS2_OVERSIZED:
		s.oversized.Add(1)
		return topics.Received{}, false
	case C.ROS2_SPILLED:
		s.pool.grow(size)
		s.pool.put(buffer)
		buffer = s.pool.get()
		C.ros2_reader_spilled(native, (*C.uint8_t)(unsafe.SliceData(buffer)))
	}
	data := buffer[:size]
	if refusal(data, s.bus.options.MaximumMessage) != "" {
		s.malformed.Add(1)
		s.pool.put(buffer)
		return topics.Received{}, false
	}
	s.received.Add(1)
	s.bytes.Add(uint64(size))
	return topics.NewReceived(s.endpoint.Topic, data, int64(sample.source_nanos), int64(sample.receive_nanos), s.release), true
}

// countLost counts the sequence numbers of a writer that never came: lost on the way, or overwritten in the history.
func (s *Subscription) countLost(sequences map[guid]uint64, sample identity) {
	writer, sequence := sample.guid, uint64(sample.sequence)
	last, known := sequences[writer]
	if known && sequence > last+1 {
		s.lost.Add(sequence - last - 1)
	}
	if !known && len(sequences) >= maximumWriters {
		clear(sequences)
	}
	sequences[writer] = max(last, sequence)
}

// Close ends the subscription and waits for a running handler.
func (s *Subscription) Close() error {
	var err error
	s.once.Do(func() {
		s.mutex.Lock()
		native := s.native
		s.native = nil
		s.mutex.Unlock()
		C.ros2_reader_stop(native)
		<-s.done
		C.ros2_reader_close(native)
		err = s.bus.forget(nil, s)
	})
	return err
}

func (s *Subscription) match() Match {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.native == nil {
		return Match{}
	}
	var match C.ros2_match
	C.ros2_reader_match(s.native, &match)
	return matchOf(match)
}

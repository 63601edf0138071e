package ros2

// #include "native.h"
import "C"

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/thinker3d/thinker3d/topics"
)

// Publisher sends messages of one topic. It is safe for concurrent use.
type Publisher struct {
	endpoint topics.Endpoint
	names    wireNames
	bus      *Bus
	guid     guid

	// mutex keeps native alive: Publish and Status hold it shared, Close alone.
	mutex  sync.RWMutex
	native *C.ros2_writer
	once   sync.Once

	sent, bytes atomic.Uint64
}

func (b *Bus) openPublisher(endpoint topics.Endpoint, names wireNames) (*Publisher, error) {
	options := nativeOptions(names, endpoint.QoS, b.options.MaximumMessage)
	defer freeOptions(options)
	var text nativeError
	native := C.ros2_writer_open(b.native, options, text.pointer())
	if native == nil {
		return nil, text.error()
	}
	publisher := &Publisher{endpoint: endpoint, names: names, bus: b, native: native}
	C.ros2_writer_guid(native, (*C.uint8_t)(&publisher.guid[0]))
	return publisher, nil
}

// Publish hands one CDR payload to the network before it returns; no subscription is waited for.
func (p *Publisher) Publish(data []byte) error {
	if reason := refusal(data, p.bus.options.MaximumMessage); reason != "" {
		return fmt.Errorf("publish on %s: the payload of %d bytes is refused: %s", p.endpoint.Topic, len(data), reason)
	}
	_, err := p.write(data, nil)
	return err
}

// write sends a payload that is related to another sample, or to none; it returns which sample it became.
func (p *Publisher) write(data []byte, related *identity) (identity, error) {
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	if p.native == nil {
		return identity{}, fmt.Errorf("publish on %s: publisher: %w", p.endpoint.Topic, ErrClosed)
	}
	var to *C.ros2_identity
	if related != nil {
		native := related.native()
		to = &native
	}
	var written C.ros2_identity
	var text nativeError
	if C.ros2_writer_write(p.native, (*C.uint8_t)(unsafe.SliceData(data)), C.size_t(len(data)), to, &written, text.pointer()) != 0 {
		return identity{}, fmt.Errorf("publish on %s: %w", p.endpoint.Topic, text.error())
	}
	p.sent.Add(1)
	p.bytes.Add(uint64(len(data)))
	return identityOf(&written), nil
}

// reaches waits until count readers match whose guids begin with prefix, and says whether at least one does.
func (p *Publisher) reaches(prefix []byte, count int, patience time.Duration) bool {
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	return p.native != nil && C.ros2_writer_await(p.native, (*C.uint8_t)(unsafe.SliceData(prefix)), C.size_t(len(prefix)), C.size_t(count), C.int64_t(patience)) > 0
}

// Close withdraws the publisher; samples that nobody acknowledged yet are given up.
func (p *Publisher) Close() error {
	var err error
	p.once.Do(func() {
		p.mutex.Lock()
		native := p.native
		p.native = nil
		p.mutex.Unlock()
		C.ros2_writer_close(native)
		err = p.bus.forget(p, nil)
	})
	return err
}

func (p *Publisher) match() Match {
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	if p.native == nil {
		return Match{}
	}
	var match C.ros2_match
	C.ros2_writer_match(p.native, &match)
	return matchOf(match)
}

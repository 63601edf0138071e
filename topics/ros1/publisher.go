package ros1

import (
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/bluenviron/goroslib/v2/pkg/prototcp"

	"github.com/thinker3d/thinker3d/topics"
)

// publisher sends messages of one topic to all that have connected.
type publisher struct {
	bus      *Bus
	endpoint topics.Endpoint
	kind     kind
	running  sync.WaitGroup
	once     sync.Once
	// lost is what the outlets have dropped, those that are gone too.
	lost atomic.Uint64

	mutex   sync.Mutex
	closed  bool
	outlets []*outlet
	// kept are what late subscribers get, each behind its length.
	kept [][]byte
}

func (p *publisher) latched() bool { return p.endpoint.QoS.Durability == topics.TransientLocal }

// Publish sends one message; a subscriber that is too slow loses the oldest ones.
func (p *publisher) Publish(data []byte) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.closed {
		return fmt.Errorf("publish on %s: publisher: %w", p.endpoint.Topic, ErrClosed)
	}
	if len(p.outlets) == 0 && !p.latched() {
		return nil
	}
	message, err := framed(p.kind.FromCDR, make([]byte, 0, len(data)+frameRoom), data)
	if err != nil {
		return fmt.Errorf("publish on %s: %w", p.endpoint.Topic, err)
	}
	for _, outlet := range p.outlets {
		outlet.send(message)
	}
	if p.latched() {
		if p.kept = append(p.kept, message); len(p.kept) > max(1, p.endpoint.QoS.Depth) {
			p.kept = p.kept[1:]
		}
	}
	return nil
}

const (
	lengthBytes = 4
	// frameRoom is what a message may be longer on ROS 1: by its length and a header's number.
	frameRoom = 64
)

// framed is a message as it is on the wire, behind its length.
func framed(fromCDR func(dst, payload []byte) ([]byte, error), dst, payload []byte) ([]byte, error) {
	start := len(dst)
	message, err := fromCDR(append(dst, make([]byte, lengthBytes)...), payload)
	if err != nil {
		return nil, err
	}
	binary.LittleEndian.PutUint32(message[start:], uint32(len(message)-start-lengthBytes))
	return message, nil
}

// admit takes a subscriber that has said who it is, and sends to it until it or the publisher goes.
func (p *publisher) admit(c caller) error {
	if sum := c.header["md5sum"]; sum != p.kind.md5 && sum != anyChecksum {
		return fmt.Errorf("topic %s has type %s of checksum %s here, not %s of checksum %s", p.endpoint.Topic, p.kind.ros1, p.kind.md5, c.header["type"], sum)
	}
	header := prototcp.HeaderPublisher{
		Topic: p.endpoint.Topic, Type: p.kind.ros1, Md5sum: p.kind.md5, Callerid: p.bus.options.node(), MessageDefinition: p.kind.definition,
	}
	if p.latched() {
		header.Latching = 1
	}
	if err := writeHeader(c.connection, &header); err != nil {
		return err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.closed {
		return fmt.Errorf("publisher of %s: %w", p.endpoint.Topic, ErrClosed)
	}
	made := newOutlet(c, p.endpoint.QoS.Depth, &p.lost)
	for _, message := range p.kept {
		made.send(message)
	}
	p.outlets = append(p.outlets, made)
	p.running.Go(func() {
		made.watch()
		p.dismiss(made)
	})
	return nil
}

func (p *publisher) dismiss(gone *outlet) {
	gone.close()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.outlets = without(p.outlets, gone)
}

func (p *publisher) peers() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var names []string
	for _, outlet := range p.outlets {
		names = append(names, outlet.name)
	}
	return names
}

// Close tells the master and lets go of the subscribers.
func (p *publisher) Close() error {
	p.once.Do(func() {
		p.bus.withdrawPublisher(p)
		p.mutex.Lock()
		p.closed = true
		for _, outlet := range p.outlets {
			outlet.hangUp()
		}
		p.mutex.Unlock()
		p.running.Wait()
	})
	return nil
}

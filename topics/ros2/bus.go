// Package ros2 is the live bus: ROS 2 topics over Fast DDS, the library of ROS 2's default middleware.
package ros2

/*
#include <stdlib.h>
#include "native.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/thinker3d/thinker3d/topics"
)

// ErrClosed says that the bus, publisher or subscription was closed before.
var ErrClosed = errors.New("closed")

// Bus is a node on ROS 2: one DDS participant with its publishers and subscriptions. It is safe for concurrent use.
type Bus struct {
	options Options
	reach   reach
	native  *C.ros2_participant

	mutex         sync.Mutex
	closed        bool
	waiters       sync.WaitGroup
	publishers    []*Publisher
	subscriptions []*Subscription
	announcer     *Publisher
}

// wireNames are the names of an endpoint as other DDS participants see them.
type wireNames struct{ topic, typeName, userData string }

// Open makes the node visible in its domain.
func Open(options Options) (*Bus, error) {
	options = options.withDefaults()
	if err := errors.Join(nodeName(options.Name), nodeNamespace(options.Namespace), enclaveName(options.Enclave)); err != nil {
		return nil, fmt.Errorf("open ros 2 bus: %w", err)
	}
	reach, err := newReach(options)
	if err != nil {
		return nil, fmt.Errorf("open ros 2 bus: %w", err)
	}
	bus := &Bus{options: options, reach: reach}
	if bus.native, err = openParticipant(reach, options); err != nil {
		return nil, fmt.Errorf("open ros 2 bus in domain %d: %w", reach.domain, err)
	}
	if bus.announcer, err = bus.openPublisher(graphEndpoint(), graphNames()); err != nil {
		return nil, errors.Join(fmt.Errorf("open ros 2 bus: %w", err), bus.Close())
	}
	if err := bus.announce(); err != nil {
		return nil, errors.Join(fmt.Errorf("open ros 2 bus: %w", err), bus.Close())
	}
	return bus, nil
}

func openParticipant(reach reach, of Options) (*C.ros2_participant, error) {
	peers, enclave := C.CString(strings.Join(reach.peers, " ")), C.CString(of.Enclave)
	defer C.free(unsafe.Pointer(peers))
	defer C.free(unsafe.Pointer(enclave))
	options := C.ros2_participant_options{
		domain:         C.uint32_t(reach.domain),
		vendor_profile: flag(reach.vendorProfile),
		isolated:       flag(reach.isolated),
		loopback_only:  flag(reach.loopbackOnly),
		multicast:      flag(reach.multicast),
		enclave:        enclave,
		peers:          peers,
		socket_buffer:  C.uint32_t(of.SocketBuffer),
	}
	var text nativeError
	native := C.ros2_participant_open(&options, text.pointer())
	if native == nil {
		return nil, text.error()
	}
	return native, nil
}

// Advertise makes a publisher of a topic.
func (b *Bus) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	names, err := b.namesOf(endpoint)
	if err != nil {
		return nil, fmt.Errorf("advertise %s: %w", endpoint.Topic, err)
	}
	publisher, err := b.addPublisher(endpoint, names)
	if err != nil {
		return nil, fmt.Errorf("advertise %s: %w", endpoint.Topic, err)
	}
	if err := b.announce(); err != nil {
		return nil, fmt.Errorf("advertise %s: %w", endpoint.Topic, errors.Join(err, publisher.Close()))
	}
	return publisher, nil
}

func (b *Bus) addPublisher(endpoint topics.Endpoint, names wireNames) (*Publisher, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil, fmt.Errorf("bus: %w", ErrClosed)
	}
	publisher, err := b.openPublisher(endpoint, names)
	if err != nil {
		return nil, err
	}
	b.publishers = append(b.publishers, publisher)
	return publisher, nil
}

// publisherOf gives the first publisher of a ROS topic that is open, or nil.
func (b *Bus) publisherOf(topic string) *Publisher {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if place := slices.IndexFunc(b.publishers, func(p *Publisher) bool { return p.endpoint.Topic == topic }); place >= 0 {
		return b.publishers[place]
	}
	return nil
}

// Subscribe calls handler for each message of a topic on one goroutine until the result is closed.
// Close waits for a running handler, so it must not be called from it.
func (b *Bus) Subscribe(endpoint topics.Endpoint, handler topics.Handler) (io.Closer, error) {
	names, err := b.namesOf(endpoint)
	if err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", endpoint.Topic, err)
	}
	subscription, err := b.addSubscription(endpoint, names, func(received topics.Received, _ origin) { handler(received) })
	if err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", endpoint.Topic, err)
	}
	if err := b.announce(); err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", endpoint.Topic, errors.Join(err, subscription.Close()))
	}
	return subscription, nil
}

func (b *Bus) addSubscription(endpoint topics.Endpoint, names wireNames, handler func(topics.Received, origin)) (*Subscription, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil, fmt.Errorf("bus: %w", ErrClosed)
	}
	subscription, err := b.openSubscription(endpoint, names)
	if err != nil {
		return nil, err
	}
	b.subscriptions = append(b.subscriptions, subscription)
	go subscription.run(subscription.native, handler)
	return subscription, nil
}

// Close closes what is still open and leaves the domain; running handlers are waited for.
func (b *Bus) Close() error {
	b.mutex.Lock()
	if b.closed {
		b.mutex.Unlock()
		return nil
	}
	b.closed = true
	publishers, subscriptions := slices.Clone(b.publishers), slices.Clone(b.subscriptions)
	b.mutex.Unlock()
	var failures []error
	for _, subscription := range subscriptions {
		failures = append(failures, subscription.Close())
	}
	for _, publisher := range publishers {
		failures = append(failures, publisher.Close())
	}
	if b.announcer != nil {
		failures = append(failures, b.announcer.Close())
	}
	C.ros2_participant_wake(b.native)
	b.waiters.Wait()
	C.ros2_participant_close(b.native)
	return errors.Join(failures...)
}

// forget takes a closed endpoint out of the books and out of the graph.
func (b *Bus) forget(publisher *Publisher, subscription *Subscription) error {
	b.mutex.Lock()
	b.publishers = slices.DeleteFunc(b.publishers, func(p *Publisher) bool { return p == publisher })
	b.subscriptions = slices.DeleteFunc(b.subscriptions, func(s *Subscription) bool { return s == subscription })
	b.mutex.Unlock()
	return b.announce()
}

func (b *Bus) namesOf(endpoint topics.Endpoint) (wireNames, error) {
	topic, topicErr := ddsTopic(endpoint.Topic)
	typeName, typeErr := ddsType(endpoint.Type)
	names := wireNames{topic: topic, typeName: typeName, userData: b.reach.userData(endpoint)}
	return names, errors.Join(topicErr, typeErr, checkQoS(endpoint.QoS))
}

func checkQoS(qos topics.QoS) error {
	if qos.Reliability != topics.Reliable && qos.Reliability != topics.BestEffort {
		return fmt.Errorf("reliability %q is none of %s, %s", qos.Reliability, topics.Reliable, topics.BestEffort)
	}
	if qos.Durability != topics.Volatile && qos.Durability != topics.TransientLocal {
		return fmt.Errorf("durability %q is none of %s, %s", qos.Durability, topics.Volatile, topics.TransientLocal)
	}
	if qos.Depth < 1 || qos.Depth > maximumDepth {
		return fmt.Errorf("history depth %d is not between 1 and %d", qos.Depth, maximumDepth)
	}
	return nil
}

// Package memory is a bus inside one process: the fake beside the real ones, with the same contract.
package memory

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/thinker3d/thinker3d/topics"
)

// Bus hands every message to the subscriptions of its topic. It owns one goroutine for each subscription.
type Bus struct {
	services services

	mutex  sync.Mutex
	topics map[string]*topic
	closed bool
}

// New makes an empty bus.
func New() *Bus {
	return &Bus{topics: map[string]*topic{}, services: services{servers: map[string]*server{}, changed: make(chan struct{})}}
}

// Subscribe starts a goroutine that calls handler with each message, in order. Close must not be called from handler.
//
// The queue keeps the last Depth messages: when handler is slower, the oldest are dropped and counted.
func (b *Bus) Subscribe(endpoint topics.Endpoint, handler topics.Handler) (io.Closer, error) {
	if handler == nil {
		return nil, fmt.Errorf("subscribe to %s: no handler", endpoint.Topic)
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	topic, err := b.find(endpoint)
	if err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", endpoint.Topic, err)
	}
	subscription := &subscription{topic: topic, qos: endpoint.QoS, queue: topics.NewQueue(endpoint.QoS.Depth, handler, &topic.dropped)}
	topic.attach(subscription)
	return subscription, nil
}

// Advertise makes a publisher; one that is transient local keeps its last Depth messages for late subscribers.
func (b *Bus) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	topic, err := b.find(endpoint)
	if err != nil {
		return nil, fmt.Errorf("advertise %s: %w", endpoint.Topic, err)
	}
	publisher := &publisher{topic: topic, qos: endpoint.QoS}
	topic.advertise(publisher)
	return publisher, nil
}

// Dropped is how many messages the subscriptions of a topic lost because their handlers were slow.
func (b *Bus) Dropped(name string) uint64 {
	b.mutex.Lock()
	topic := b.topics[name]
	b.mutex.Unlock()
	if topic == nil {
		return 0
	}
	return topic.dropped.Load()
}

// Close closes every publisher, subscription and service and waits for running handlers. What is still queued is not delivered.
func (b *Bus) Close() error {
	b.mutex.Lock()
	b.closed = true
	all := make([]*topic, 0, len(b.topics))
	for _, topic := range b.topics {
		all = append(all, topic)
	}
	b.mutex.Unlock()
	b.services.close()
	for _, topic := range all {
		topic.close()
	}
	return nil
}

func (b *Bus) find(endpoint topics.Endpoint) (*topic, error) {
	switch {
	case b.closed:
		return nil, fmt.Errorf("bus: %w", os.ErrClosed)
	case endpoint.Topic == "" || endpoint.Topic[0] != '/':
		return nil, errors.New("the name is not fully qualified")
	case endpoint.QoS.Depth < 1:
		return nil, fmt.Errorf("depth %d is below 1", endpoint.QoS.Depth)
	}
	known := b.topics[endpoint.Topic]
	if known == nil {
		known = &topic{name: endpoint.Topic, kind: endpoint.Type}
		b.topics[endpoint.Topic] = known
	}
	if known.kind != endpoint.Type {
		return nil, fmt.Errorf("its type here is %s, not %s", known.kind, endpoint.Type)
	}
	return known, nil
}

package memory

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// topic connects the publishers and subscriptions of one name. Its mutex is held while a message is handed out,
// so that all subscriptions see the same order.
type topic struct {
	name, kind string
	// dropped is what the subscriptions have lost, closed ones too.
	dropped atomic.Uint64

	mutex         sync.Mutex
	publishers    []*publisher
	subscriptions []*subscription
}

func (t *topic) attach(added *subscription) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.subscriptions = append(t.subscriptions, added)
	for _, publisher := range t.publishers {
		for _, kept := range publisher.kept {
			if matches(publisher.qos, added.qos) && added.qos.Durability == topics.TransientLocal {
				added.queue.Push(kept.message(t.name))
			}
		}
	}
}

func (t *topic) advertise(added *publisher) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.publishers = append(t.publishers, added)
}

func (t *topic) publish(from *publisher, data []byte) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if from.closed {
		return fmt.Errorf("publish on %s: publisher: %w", t.name, os.ErrClosed)
	}
	sent := sample{data: data, nanos: time.Now().UnixNano()}
	for _, subscription := range t.subscriptions {
		if matches(from.qos, subscription.qos) {
			subscription.queue.Push(sent.message(t.name))
		}
	}
	if from.qos.Durability == topics.TransientLocal {
		from.keep(sent)
	}
	return nil
}

func (t *topic) removeSubscription(removed *subscription) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if place := slices.Index(t.subscriptions, removed); place >= 0 {
		t.subscriptions = slices.Delete(t.subscriptions, place, place+1)
	}
}

func (t *topic) removePublisher(removed *publisher) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	removed.closed, removed.kept = true, nil
	t.publishers = slices.DeleteFunc(t.publishers, func(p *publisher) bool { return p == removed })
}

func (t *topic) close() {
	t.mutex.Lock()
	publishers, subscriptions := slices.Clone(t.publishers), slices.Clone(t.subscriptions)
	t.mutex.Unlock()
	for _, publisher := range publishers {
		t.removePublisher(publisher)
	}
	for _, subscription := range subscriptions {
		_ = subscription.Close()
	}
}

// matches tells whether a publisher offers at least what a subscription asks for, as in DDS.
func matches(offered, requested topics.QoS) bool {
	if requested.Reliability == topics.Reliable && offered.Reliability == topics.BestEffort {
		return false
	}
	return requested.Durability != topics.TransientLocal || offered.Durability == topics.TransientLocal
}

// sample is a message before it is copied for a subscription.
type sample struct {
	data  []byte
	nanos int64
}

func (s sample) message(name string) topics.Received {
	return topics.NewReceived(name, bytes.Clone(s.data), s.nanos, s.nanos, nil)
}

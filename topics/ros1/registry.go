package ros1

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
)

// tell withdraws something from the master. That it does not hear it is no harm: it finds out by itself. One that is gone is
// not waited for again. It must be called with registering held.
func (b *Bus) tell(withdraw func(name, uri string) error, name, uri string) {
	var unreachable *url.Error
	if b.masterGone {
		return
	}
	b.masterGone = errors.As(withdraw(name, uri), &unreachable)
}

// withdraw takes a subscription out of the list; the master is told when the topic's last one goes.
func (b *Bus) withdraw(s *subscription) {
	b.registering.Lock()
	defer b.registering.Unlock()
	if b.drop(s) {
		b.tell(b.master.UnregisterSubscriber, s.endpoint.Topic, b.uri)
	}
}

// drop says whether the subscription was the last of its topic.
func (b *Bus) drop(s *subscription) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.subscriptions = without(b.subscriptions, s)
	b.lost[s.endpoint.Topic] += s.lost.Load()
	return !slices.ContainsFunc(b.subscriptions, func(other *subscription) bool { return other.endpoint.Topic == s.endpoint.Topic })
}

func (b *Bus) withdrawPublisher(p *publisher) {
	b.registering.Lock()
	defer b.registering.Unlock()
	b.dropPublisher(p)
	b.tell(b.master.UnregisterPublisher, p.endpoint.Topic, b.uri)
}

func (b *Bus) dropPublisher(p *publisher) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.publishers = without(b.publishers, p)
	b.lost[p.endpoint.Topic] += p.lost.Load()
}

func (b *Bus) withdrawServer(s *server) {
	b.registering.Lock()
	defer b.registering.Unlock()
	b.dropServer(s)
	b.tell(b.master.UnregisterService, s.service.Name, s.uri)
}

func (b *Bus) dropServer(s *server) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.servers = without(b.servers, s)
}

// Losses is how many messages of each topic were dropped because we or a subscriber of ours was slow, or because they were
// too large or not what they should be.
func (b *Bus) Losses() map[string]uint64 {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	sums := map[string]uint64{}
	for topic, lost := range b.lost {
		sums[topic] = lost
	}
	for _, s := range b.subscriptions {
		sums[s.endpoint.Topic] += s.lost.Load()
	}
	for _, p := range b.publishers {
		sums[p.endpoint.Topic] += p.lost.Load()
	}
	return sums
}

// Warnings says in words what keeps messages from coming or going, each naming its topic.
func (b *Bus) Warnings() []string {
	b.mutex.Lock()
	subscriptions, deaf := b.subscriptions, b.deaf
	b.mutex.Unlock()
	var all []string
	if deaf != nil {
		all = append(all, fmt.Sprintf("other nodes cannot connect to any topic or service of this one: %v", deaf))
	}
	for _, s := range subscriptions {
		all = append(all, s.warnings()...)
	}
	return all
}

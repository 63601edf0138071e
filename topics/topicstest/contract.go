// Package topicstest is the contract that every topics.Bus keeps, as tests.
package topicstest

import (
	"fmt"
	"io"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/thinker3d/thinker3d/topics"
)

const (
	stringType = "std_msgs/msg/String"
	// depth exceeds what any case publishes, so that nothing may be dropped.
	depth = 64
)

// Run tests the contract on buses that open makes. A case closes its bus itself.
//
// Every endpoint is reliable and transient local, so that no case depends on how soon the two ends find each other.
func Run(t *testing.T, open func(t *testing.T) topics.Bus) {
	cases := []struct {
		name string
		test func(t *testing.T, bus topics.Bus)
	}{
		{"messages arrive in order with their topic and time", arriveInOrder},
		{"a late subscriber gets what a transient-local publisher kept", lateSubscriber},
		{"two subscribers get every message", twoSubscribers},
		{"two topics do not mix", twoTopics},
		{"the publisher's buffer is free after publish", publisherBuffer},
		{"the handler owns the data until release", handlerBuffer},
		{"closing a subscription waits for its handler", closeWaits},
		{"no handler runs after its subscription is closed", closeStops},
		{"closing the bus waits for handlers and stops everything", closeBus},
		{"closing twice is harmless", closeTwice},
		{"endpoints of different types do not meet", typeMismatch},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { runCase(t, open, c.test) })
	}
}

// runCase tests a bus and proves that nothing of it is left when it is closed.
func runCase[B topics.Bus](t *testing.T, open func(t *testing.T) B, test func(t *testing.T, bus B)) {
	before := goleak.IgnoreCurrent()
	bus := open(t)
	test(t, bus)
	if err := bus.Close(); err != nil {
		t.Errorf("close the bus: %v", err)
	}
	goleak.VerifyNone(t, before)
}

func endpoint(t *testing.T, suffix string) topics.Endpoint {
	t.Helper()
	return topics.Endpoint{
		Topic: fmt.Sprintf("/topicstest/%s", suffix),
		Type:  stringType,
		QoS:   topics.QoS{Reliability: topics.Reliable, Durability: topics.TransientLocal, Depth: depth},
	}
}

// payload is a std_msgs/msg/String that says its number.
func payload(number int) []byte {
	text := fmt.Sprintf("message %03d", number)
	data := append([]byte{0, 1, 0, 0, byte(len(text) + 1), 0, 0, 0}, text...)
	return append(data, 0)
}

func subscribe(t *testing.T, bus topics.Bus, end topics.Endpoint, handler topics.Handler) io.Closer {
	t.Helper()
	subscription, err := bus.Subscribe(end, handler)
	if err != nil {
		t.Fatalf("subscribe to %s: %v", end.Topic, err)
	}
	return subscription
}

func advertise(t *testing.T, bus topics.Bus, end topics.Endpoint) topics.Publisher {
	t.Helper()
	publisher, err := bus.Advertise(end)
	if err != nil {
		t.Fatalf("advertise %s: %v", end.Topic, err)
	}
	return publisher
}

func publish(t *testing.T, publisher topics.Publisher, from, to int) {
	t.Helper()
	for number := from; number < to; number++ {
		if err := publisher.Publish(payload(number)); err != nil {
			t.Fatalf("publish message %d: %v", number, err)
		}
	}
}

// collect subscribes and hands the messages on.
func collect(t *testing.T, bus topics.Bus, end topics.Endpoint) (messages chan topics.Received, subscription io.Closer) {
	t.Helper()
	messages = make(chan topics.Received, 4*depth)
	return messages, subscribe(t, bus, end, func(message topics.Received) { messages <- message })
}

// expect takes the messages from..to off the channel, in this order.
func expect(t *testing.T, messages chan topics.Received, from, to int) {
	t.Helper()
	for number := from; number < to; number++ {
		message := receive(t, messages)
		if got, want := string(trim(message.Data)), string(payload(number)); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		message.Release()
	}
}

// trim takes off the padding to four bytes that a bus may add.
func trim(data []byte) []byte {
	if length := len(payload(0)); len(data) > length && len(data) < length+4 {
		return data[:length]
	}
	return data
}

// counter is a handler that only counts.
type counter struct{ calls atomic.Int64 }

func (c *counter) handle(message topics.Received) {
	c.calls.Add(1)
	message.Release()
}

package ros2

import (
	"context"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
	"go.uber.org/goleak"
)

// testLimit is the message limit of the buses under test.
const testLimit = 8 << 20

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func testOptions(domain int) Options {
	return Options{
		Topics: config.Topics{Domain: domain, LocalOnly: true, Distro: config.DistroNew},
		Name:   "thinker3d", MaximumMessage: testLimit, Environment: func(string) string { return "" },
	}
}

func openBus(t *testing.T, domain int) *Bus {
	t.Helper()
	return openBusWith(t, testOptions(domain))
}

func openBusWith(t *testing.T, options Options) *Bus {
	t.Helper()
	bus, err := Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bus.Close(); err != nil {
			t.Error(err)
		}
	})
	return bus
}

func subscribe(t *testing.T, bus *Bus, endpoint topics.Endpoint) <-chan topics.Received {
	t.Helper()
	messages := make(chan topics.Received, 64)
	if _, err := bus.Subscribe(endpoint, func(m topics.Received) { messages <- m }); err != nil {
		t.Fatal(err)
	}
	return messages
}

func advertise(t *testing.T, bus *Bus, endpoint topics.Endpoint) *Publisher {
	t.Helper()
	publisher, err := bus.Advertise(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return publisher.(*Publisher)
}

func receive(t *testing.T, messages <-chan topics.Received) topics.Received {
	t.Helper()
	select {
	case message := <-messages:
		return message
	case <-time.After(deadline):
		t.Fatal("no message came")
	}
	return topics.Received{}
}

func await(t *testing.T, bus *Bus, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	if err := bus.Await(ctx, holds); err != nil {
		t.Fatalf("%s: %v; %q", what, err, bus.Warnings())
	}
}

func awaitMatch(t *testing.T, bus *Bus, topic string) {
	t.Helper()
	await(t, bus, "match on "+topic, func() bool {
		for _, status := range bus.Statuses() {
			if status.Topic == topic && status.Matched > 0 {
				return true
			}
		}
		return false
	})
}

// text is a std_msgs/msg/String.
func text(data string) []byte { return appendString([]byte{0, 1, 0, 0}, data) }

// pattern is the data of the message that the peer makes with this index.
func pattern(index, size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte((i%251*7 + index) % 251)
	}
	return data
}

package ros2

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/topics"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func text(data string) []byte {
	return appendString([]byte{0, 1, 0, 0}, data)
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
		t.Fatalf("%s: %v", what, err)
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

var chatter = topics.Endpoint{Topic: "/chatter", Type: "std_msgs/msg/String", QoS: topics.Default()}

func TestStringFromCyclone(t *testing.T) {
	bus := openBus(t, testDomain())
	messages := make(chan topics.Received, 16)
	if _, err := bus.Subscribe(chatter, func(m topics.Received) { messages <- m }); err != nil {
		t.Fatal(err)
	}
	peer := startPeer(t, testDomain(), "publish", "rt/chatter", "String", "reliable", "volatile", "3", "0")
	peer.await(t, "matched")
	awaitMatch(t, bus, "/chatter")
	peer.send(t)
	for _, want := range []string{"message 0", "message 1", "message 2"} {
		message := receive(t, messages)
		if !bytes.HasPrefix(message.Data, text(want)) {
			t.Errorf("got %q, want %q", message.Data, want)
		}
		if message.Topic != "/chatter" || message.SourceNanos == 0 || message.ReceiveNanos < message.SourceNanos {
			t.Errorf("topic %s, sent %d, received %d", message.Topic, message.SourceNanos, message.ReceiveNanos)
		}
	}
}

func TestStringToCyclone(t *testing.T) {
	bus := openBus(t, testDomain())
	publisher, err := bus.Advertise(chatter)
	if err != nil {
		t.Fatal(err)
	}
	peer := startPeer(t, testDomain(), "subscribe", "rt/chatter", "String", "reliable", "volatile", "2")
	peer.await(t, "matched")
	awaitMatch(t, bus, "/chatter")
	for _, want := range []string{"hello", "Grüße"} {
		if err := publisher.Publish(text(want)); err != nil {
			t.Fatal(err)
		}
		if got := peer.await(t, "sample").Text; got != want {
			t.Errorf("Cyclone read %q, want %q", got, want)
		}
	}
}

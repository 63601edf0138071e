package ros2

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

var chatter = topics.Endpoint{Topic: "/chatter", Type: "std_msgs/msg/String", QoS: topics.Default()}

func TestTwoBusesExchangeLargeMessages(t *testing.T) {
	sender, receiver := openBus(t, testDomain()), openBus(t, testDomain())
	endpoint := topics.Endpoint{Topic: "/points", Type: "sensor_msgs/msg/PointCloud2", QoS: topics.Default()}
	messages := subscribe(t, receiver, endpoint)
	publisher := advertise(t, sender, endpoint)
	awaitMatch(t, sender, endpoint.Topic)
	awaitMatch(t, receiver, endpoint.Topic)
	for _, size := range []int{4, 5, 65 << 10, 3 << 20, 12, 5 << 20} {
		data := append([]byte{0, 1, 0, 0}, pattern(size, size)...)[:size]
		if err := publisher.Publish(data); err != nil {
			t.Fatal(err)
		}
		message := receive(t, messages)
		if len(message.Data) < size || !bytes.Equal(message.Data[:size], data) {
			t.Errorf("the message of %d bytes came as %d other bytes", size, len(message.Data))
		}
		message.Release()
	}
}

func TestOneBusHearsItself(t *testing.T) {
	bus := openBus(t, testDomain())
	messages := subscribe(t, bus, chatter)
	publisher := advertise(t, bus, chatter)
	awaitMatch(t, bus, "/chatter")
	if err := publisher.Publish(text("hello")); err != nil {
		t.Fatal(err)
	}
	if message := receive(t, messages); !bytes.HasPrefix(message.Data, text("hello")) {
		t.Errorf("got %q", message.Data)
	}
	if warnings := bus.Warnings(); len(warnings) > 0 {
		t.Errorf("warnings about a topic that works: %q", warnings)
	}
}

func TestCloseInAnyOrder(t *testing.T) {
	bus := openBus(t, testDomain())
	publisher, err := bus.Advertise(chatter)
	if err != nil {
		t.Fatal(err)
	}
	subscription, err := bus.Subscribe(chatter, func(topics.Received) {})
	if err != nil {
		t.Fatal(err)
	}
	again, err := bus.Subscribe(chatter, func(topics.Received) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, closer := range []io.Closer{again, bus, publisher, subscription, again, bus} {
		if err := closer.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := publisher.Publish(text("late")); !errors.Is(err, ErrClosed) {
		t.Errorf("publish after close: %v", err)
	}
	if _, err := bus.Advertise(chatter); !errors.Is(err, ErrClosed) {
		t.Errorf("advertise after close: %v", err)
	}
	if _, err := bus.Subscribe(chatter, func(topics.Received) {}); !errors.Is(err, ErrClosed) {
		t.Errorf("subscribe after close: %v", err)
	}
	if err := bus.Await(context.Background(), func() bool { return true }); !errors.Is(err, ErrClosed) {
		t.Errorf("await after close: %v", err)
	}
}

func TestAwaitEndsWithItsContextAndWithTheBus(t *testing.T) {
	bus := openBus(t, testDomain())
	ctx, cancel := context.WithCancel(context.Background())
	asked := make(chan struct{}, 64)
	ended := make(chan error, 2)
	never := func() bool { asked <- struct{}{}; return false }
	go func() { ended <- bus.Await(ctx, never) }()
	<-asked
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	go func() { ended <- bus.Await(context.Background(), never) }()
	<-asked
	if err := bus.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func TestRefusedEndpoints(t *testing.T) {
	bus := openBus(t, testDomain())
	advertise(t, bus, chatter)
	good := chatter.QoS
	for _, test := range []struct {
		name, want string
		endpoint   topics.Endpoint
	}{
		{"relative topic", "fully qualified", topics.Endpoint{Topic: "chatter", Type: chatter.Type, QoS: good}},
		{"private topic", "fully qualified", topics.Endpoint{Topic: "~/answer", Type: chatter.Type, QoS: good}},
		{"type of ROS 1", "interface name", topics.Endpoint{Topic: "/a", Type: "std_msgs/String", QoS: good}},
		{"no QoS", "reliability", topics.Endpoint{Topic: "/a", Type: chatter.Type}},
		{"no durability", "durability", topics.Endpoint{Topic: "/a", Type: chatter.Type, QoS: topics.QoS{Reliability: topics.Reliable, Depth: 1}}},
		{"no depth", "depth", topics.Endpoint{Topic: "/a", Type: chatter.Type, QoS: topics.QoS{Reliability: topics.Reliable, Durability: topics.Volatile}}},
		{"two types", "already open with type std_msgs::msg::dds_::String_", topics.Endpoint{Topic: "/chatter", Type: "sensor_msgs/msg/Image", QoS: good}},
	} {
		_, err := bus.Subscribe(test.endpoint, func(topics.Received) {})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.endpoint.Topic) {
			t.Errorf("%s: %v", test.name, err)
		}
		if _, err = bus.Advertise(test.endpoint); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestRefusedNames(t *testing.T) {
	for _, options := range []Options{
		{Name: ""}, {Name: "a b"}, {Name: "a/b"}, {Name: "a", Namespace: "b"}, {Name: "a", Namespace: "/b/"},
		{Name: "a", Topics: config.Topics{Domain: 233}},
	} {
		if bus, err := Open(options); err == nil {
			t.Errorf("%+v was opened", options)
			bus.Close()
		}
	}
}

func TestRefusedPayloads(t *testing.T) {
	bus := openBus(t, testDomain())
	publisher := advertise(t, bus, chatter)
	for name, data := range map[string][]byte{
		"empty": nil, "short": {0, 1, 0}, "parameter list": {0, 3, 0, 0}, "XCDR2": {0, 7, 0, 0},
		"too large": append([]byte{0, 1, 0, 0}, make([]byte, testLimit)...),
	} {
		if err := publisher.Publish(data); err == nil || !strings.Contains(err.Error(), "/chatter") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMalformedAndOversizedMessagesAreCountedAndDropped(t *testing.T) {
	sender, receiver := openBus(t, testDomain()), openBus(t, testDomain())
	messages := subscribe(t, receiver, chatter)
	publisher := advertise(t, sender, chatter)
	awaitMatch(t, sender, "/chatter")
	for _, data := range [][]byte{
		{0, 0x0a, 0, 0, 1, 2, 3, 4}, {9, 1, 0, 0, 1, 2, 3, 4},
		append([]byte{0, 1, 0, 0}, make([]byte, testLimit)...), text("good"),
	} {
		if _, err := publisher.write(data, nil); err != nil {
			t.Fatal(err)
		}
	}
	if message := receive(t, messages); !bytes.HasPrefix(message.Data, text("good")) {
		t.Errorf("got %d bytes", len(message.Data))
	}
	status := receiver.Statuses()[0]
	if status.Malformed != 2 || status.Oversized != 1 || status.Messages != 1 || status.Lost != 0 {
		t.Errorf("status %+v", status)
	}
}

func TestWhatAnIdleHandlerMissesIsCounted(t *testing.T) {
	sender, receiver := openBus(t, testDomain()), openBus(t, testDomain())
	endpoint := topics.Endpoint{Topic: "/chatter", Type: chatter.Type, QoS: topics.SensorData()}
	started, proceed, received := make(chan struct{}, 64), make(chan struct{}), make(chan topics.Received, 64)
	if _, err := receiver.Subscribe(endpoint, func(m topics.Received) {
		started <- struct{}{}
		<-proceed
		received <- m
	}); err != nil {
		t.Fatal(err)
	}
	publisher := advertise(t, sender, chatter)
	awaitMatch(t, sender, "/chatter")
	awaitMatch(t, receiver, "/chatter")
	const count = 30
	for i := range count {
		if err := publisher.Publish(text(strings.Repeat("x", i))); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			<-started
		}
	}
	close(proceed)
	for last := 0; last < count-1; {
		message := receive(t, received)
		last = int(message.Data[4]) - 1
	}
	status := receiver.Statuses()[0]
	if status.Messages+status.Lost != count || status.Lost == 0 {
		t.Errorf("received %d and lost %d of %d", status.Messages, status.Lost, count)
	}
}

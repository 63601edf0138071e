package topicstest

import (
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// patience is how long a message may take before the case fails rather than hangs; no case waits for it to pass.
const patience = 30 * time.Second

func receive(t *testing.T, messages chan topics.Received) topics.Received {
	t.Helper()
	select {
	case message := <-messages:
		return message
	case <-time.After(patience):
		t.Fatalf("no message within %s", patience)
		return topics.Received{}
	}
}

func arriveInOrder(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "order")
	messages, _ := collect(t, bus, end)
	publisher := advertise(t, bus, end)
	before := time.Now().Add(-time.Second).UnixNano()
	publish(t, publisher, 0, 1)
	first := receive(t, messages)
	if first.Topic != end.Topic {
		t.Errorf("topic %q, want %q", first.Topic, end.Topic)
	}
	if first.SourceNanos != 0 && first.SourceNanos < before {
		t.Errorf("source time %d is before the message was published", first.SourceNanos)
	}
	if first.ReceiveNanos < before {
		t.Errorf("receive time %d is before the message was published", first.ReceiveNanos)
	}
	publish(t, publisher, 1, depth/2)
	expect(t, messages, 1, depth/2)
}

func lateSubscriber(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "late")
	publish(t, advertise(t, bus, end), 0, 3)
	messages, _ := collect(t, bus, end)
	expect(t, messages, 0, 3)
}

func twoSubscribers(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "two")
	first, firstSubscription := collect(t, bus, end)
	second, _ := collect(t, bus, end)
	publisher := advertise(t, bus, end)
	publish(t, publisher, 0, 5)
	expect(t, first, 0, 5)
	expect(t, second, 0, 5)
	if err := firstSubscription.Close(); err != nil {
		t.Fatalf("close the first subscription: %v", err)
	}
	publish(t, publisher, 5, 8)
	expect(t, second, 5, 8)
	if len(first) != 0 {
		t.Errorf("the closed subscription got %d messages more", len(first))
	}
}

func twoTopics(t *testing.T, bus topics.Bus) {
	left, right := endpoint(t, "left"), endpoint(t, "right")
	fromLeft, _ := collect(t, bus, left)
	fromRight, _ := collect(t, bus, right)
	toLeft, toRight := advertise(t, bus, left), advertise(t, bus, right)
	publish(t, toLeft, 0, 4)
	publish(t, toRight, 10, 14)
	expect(t, fromLeft, 0, 4)
	expect(t, fromRight, 10, 14)
}

func publisherBuffer(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "publisher_buffer")
	messages, _ := collect(t, bus, end)
	publisher := advertise(t, bus, end)
	buffer := make([]byte, len(payload(0)))
	for number := range 10 {
		copy(buffer, payload(number))
		if err := publisher.Publish(buffer); err != nil {
			t.Fatalf("publish message %d: %v", number, err)
		}
		clear(buffer)
	}
	expect(t, messages, 0, 10)
}

func handlerBuffer(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "handler_buffer")
	messages, _ := collect(t, bus, end)
	publisher := advertise(t, bus, end)
	publish(t, publisher, 0, depth/2)
	kept := make([]topics.Received, depth/2)
	for i := range kept {
		kept[i] = receive(t, messages)
	}
	// Every other buffer goes back and is used again while its neighbours are still held.
	for i := 0; i < len(kept); i += 2 {
		kept[i].Release()
		kept[i].Release()
		if kept[i].Data != nil {
			t.Fatal("data is there after release")
		}
	}
	publish(t, publisher, depth/2, depth)
	expect(t, messages, depth/2, depth)
	for i := 1; i < len(kept); i += 2 {
		if got, want := string(trim(kept[i].Data)), string(payload(i)); got != want {
			t.Errorf("kept message %d became %q", i, got)
		}
		kept[i].Release()
	}
}

func typeMismatch(t *testing.T, bus topics.Bus) {
	texts, numbers := endpoint(t, "mismatch"), endpoint(t, "mismatch")
	numbers.Type = "std_msgs/msg/UInt32"
	messages, _ := collect(t, bus, texts)
	publisher, err := bus.Advertise(numbers)
	if err == nil {
		// The bus allows both types beside each other: then they must not meet.
		if err := publisher.Publish([]byte{0, 1, 0, 0, 7, 0, 0, 0}); err != nil {
			t.Fatalf("publish the other type: %v", err)
		}
	}
	publish(t, advertise(t, bus, texts), 0, 1)
	expect(t, messages, 0, 1)
}

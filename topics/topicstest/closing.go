package topicstest

import (
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// yields is how often a case lets others run before it trusts that they had the chance to do wrong.
const yields = 20_000

func closeWaits(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "close_waits")
	entered, leave := make(chan struct{}, depth), make(chan struct{})
	subscription := subscribe(t, bus, end, func(message topics.Received) {
		entered <- struct{}{}
		<-leave
		message.Release()
	})
	publish(t, advertise(t, bus, end), 0, 1)
	waitFor(t, entered, "the handler did not run")
	closesAfter(t, subscription, leave)
}

func closeBus(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "close_bus")
	entered, leave := make(chan struct{}, depth), make(chan struct{})
	subscribe(t, bus, end, func(message topics.Received) {
		entered <- struct{}{}
		<-leave
		message.Release()
	})
	publisher := advertise(t, bus, end)
	publish(t, publisher, 0, 1)
	waitFor(t, entered, "the handler did not run")
	closesAfter(t, bus, leave)
	if err := publisher.Publish(payload(1)); err == nil {
		t.Error("publish on a closed bus succeeded")
	}
	if _, err := bus.Advertise(end); err == nil {
		t.Error("advertise on a closed bus succeeded")
	}
	if _, err := bus.Subscribe(end, func(topics.Received) {}); err == nil {
		t.Error("subscribe on a closed bus succeeded")
	}
}

// closesAfter proves that closing does not return before leave lets the running handler end.
func closesAfter(t *testing.T, closer io.Closer, leave chan struct{}) {
	t.Helper()
	closed := make(chan error, 1)
	go func() { closed <- closer.Close() }()
	for range yields {
		runtime.Gosched()
		if len(closed) > 0 {
			t.Error("close returned while the handler ran")
			break
		}
	}
	close(leave)
	select {
	case err := <-closed:
		if err != nil {
			t.Errorf("close: %v", err)
		}
	case <-time.After(patience):
		t.Fatalf("close did not return within %s after the handler ended", patience)
	}
}

func closeStops(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "close_stops")
	var stopped counter
	subscription := subscribe(t, bus, end, stopped.handle)
	witness, _ := collect(t, bus, end)
	publisher := advertise(t, bus, end)
	publish(t, publisher, 0, 5)
	expect(t, witness, 0, 5)
	if err := subscription.Close(); err != nil {
		t.Fatalf("close the subscription: %v", err)
	}
	calls := stopped.calls.Load()
	publish(t, publisher, 5, 25)
	expect(t, witness, 5, 25)
	if after := stopped.calls.Load(); after != calls {
		t.Errorf("the handler ran %d times after its subscription was closed", after-calls)
	}
}

func closeTwice(t *testing.T, bus topics.Bus) {
	end := endpoint(t, "close_twice")
	subscription := subscribe(t, bus, end, func(topics.Received) {})
	publisher := advertise(t, bus, end)
	for name, closer := range map[string]io.Closer{"subscription": subscription, "publisher": publisher} {
		for range 2 {
			if err := closer.Close(); err != nil {
				t.Errorf("close the %s: %v", name, err)
			}
		}
	}
	if err := publisher.Publish(payload(0)); err == nil {
		t.Error("publish on a closed publisher succeeded")
	}
	if err := bus.Close(); err != nil {
		t.Errorf("close the bus: %v", err)
	}
}

func waitFor(t *testing.T, event <-chan struct{}, complaint string) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(patience):
		t.Fatal(complaint)
	}
}

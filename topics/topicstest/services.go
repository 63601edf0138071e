package topicstest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/topics"
)

// calls is how many calls are under way at once; no more than a service's history keeps.
const calls = 8

// ServiceBus is a bus with services.
type ServiceBus interface {
	topics.Bus
	topics.Services
}

// RunServices tests the contract of topics.Services on buses that open makes. A case closes its bus itself.
func RunServices(t *testing.T, open func(t *testing.T) ServiceBus) {
	cases := []struct {
		name string
		test func(t *testing.T, bus ServiceBus)
	}{
		{"every call gets its own reply, in any order", ownReplies},
		{"two services do not mix", twoServices},
		{"a call without a server ends with its context", noServer},
		{"a call waits for its server to come", lateServer},
		{"a call that is not answered ends with its context", noReply},
		{"closing a service waits for its handler", closeServiceWaits},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { runCase(t, open, c.test) })
	}
}

func service(name string) topics.Service {
	return topics.Service{Name: "/topicstest/" + name, Type: "topicstest_msgs/srv/Echo"}
}

func serve(t *testing.T, bus ServiceBus, service topics.Service, handler topics.ServiceHandler) io.Closer {
	t.Helper()
	server, err := bus.Serve(service, handler)
	if err != nil {
		t.Fatalf("serve %s: %v", service.Name, err)
	}
	return server
}

func client(t *testing.T, bus ServiceBus, service topics.Service) topics.Client {
	t.Helper()
	made, err := bus.Client(service)
	if err != nil {
		t.Fatalf("client of %s: %v", service.Name, err)
	}
	return made
}

// call expects the reply with the given number.
func call(ctx context.Context, client topics.Client, request, want int) error {
	data, err := client.Call(ctx, payload(request))
	if err != nil {
		return err
	}
	if got := string(trim(data)); got != string(payload(want)) {
		return fmt.Errorf("the reply to %d is %q, want %q", request, got, payload(want))
	}
	return nil
}

func numberOf(data []byte) int {
	var number int
	fmt.Sscanf(string(data[8:]), "message %d", &number)
	return number
}

func ownReplies(t *testing.T, bus ServiceBus) {
	var waiting []topics.Request
	serve(t, bus, service("own"), func(request topics.Request) {
		if waiting = append(waiting, request); len(waiting) < calls {
			return
		}
		go func(all []topics.Request) {
			for i := len(all) - 1; i >= 0; i-- {
				if err := all[i].Reply(payload(numberOf(all[i].Data) + 500)); err != nil {
					t.Error(err)
				}
			}
		}(waiting)
		waiting = nil
	})
	first, second := client(t, bus, service("own")), client(t, bus, service("own"))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	failures := make(chan error, calls)
	for number := range calls {
		caller := first
		if number%2 == 1 {
			caller = second
		}
		go func() { failures <- call(ctx, caller, number, number+500) }()
	}
	for range calls {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

func twoServices(t *testing.T, bus ServiceBus) {
	for i, name := range []string{"one", "two"} {
		serve(t, bus, service(name), func(request topics.Request) {
			if err := request.Reply(payload(numberOf(request.Data) + 100*(i+1))); err != nil {
				t.Error(err)
			}
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for i, name := range []string{"one", "two"} {
		if err := call(ctx, client(t, bus, service(name)), 1, 1+100*(i+1)); err != nil {
			t.Error(err)
		}
	}
}

func noServer(t *testing.T, bus ServiceBus) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := client(t, bus, service("absent")).Call(ctx, payload(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func lateServer(t *testing.T, bus ServiceBus) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	failure := make(chan error, 1)
	caller := client(t, bus, service("late"))
	go func() { failure <- call(ctx, caller, 1, 2) }()
	serve(t, bus, service("late"), func(request topics.Request) {
		if err := request.Reply(payload(2)); err != nil {
			t.Error(err)
		}
	})
	if err := <-failure; err != nil {
		t.Error(err)
	}
}

func noReply(t *testing.T, bus ServiceBus) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	serve(t, bus, service("silent"), func(topics.Request) { cancel() })
	if _, err := client(t, bus, service("silent")).Call(ctx, payload(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func closeServiceWaits(t *testing.T, bus ServiceBus) {
	entered, leave := make(chan struct{}, 1), make(chan struct{})
	server := serve(t, bus, service("close"), func(topics.Request) {
		entered <- struct{}{}
		<-leave
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	caller := client(t, bus, service("close"))
	go func() {
		defer close(ended)
		_, _ = caller.Call(ctx, payload(1))
	}()
	waitFor(t, entered, "the handler did not run")
	closesAfter(t, server, leave)
	cancel()
	<-ended
}

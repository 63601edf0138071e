package memory

import (
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/topicstest"
)

func TestContract(t *testing.T) {
	topicstest.Run(t, func(*testing.T) topics.Bus { return New() })
}

func TestServiceContract(t *testing.T) {
	topicstest.RunServices(t, func(*testing.T) topicstest.ServiceBus { return New() })
}

// TestDepth proves that a slow handler loses the oldest messages, and that the bus counts them.
func TestDepth(t *testing.T) {
	bus := New()
	defer bus.Close()
	end := topics.Endpoint{Topic: "/depth", Type: "std_msgs/msg/String", QoS: topics.QoS{Reliability: topics.Reliable, Durability: topics.Volatile, Depth: 3}}
	got, entered, leave := make(chan byte, 10), make(chan struct{}, 10), make(chan struct{})
	if _, err := bus.Subscribe(end, func(message topics.Received) {
		entered <- struct{}{}
		<-leave
		got <- message.Data[0]
	}); err != nil {
		t.Fatal(err)
	}
	publisher, err := bus.Advertise(end)
	if err != nil {
		t.Fatal(err)
	}
	send := func(number byte) {
		if err := publisher.Publish([]byte{number}); err != nil {
			t.Fatal(err)
		}
	}
	send(0)
	<-entered
	for number := byte(1); number <= 5; number++ {
		send(number)
	}
	close(leave)
	for _, want := range []byte{0, 3, 4, 5} {
		if number := <-got; number != want {
			t.Errorf("got message %d, want %d", number, want)
		}
	}
	if dropped := bus.Dropped("/depth"); dropped != 2 {
		t.Errorf("%d dropped, want 2", dropped)
	}
}

// TestQualityOfService says which endpoints meet, as in DDS, and what is kept for the late.
func TestQualityOfService(t *testing.T) {
	best := topics.SensorData()
	reliable := topics.Default()
	latched := topics.QoS{Reliability: topics.Reliable, Durability: topics.TransientLocal, Depth: 2}
	for _, c := range []struct {
		name               string
		offered, requested topics.QoS
		meet               bool
		late               string
	}{
		{"best effort both", best, best, true, ""},
		{"reliable to best effort", reliable, best, true, ""},
		{"best effort to reliable", best, reliable, false, ""},
		{"volatile to transient local", reliable, latched, false, ""},
		{"transient local to volatile", latched, reliable, true, ""},
		{"transient local both", latched, latched, true, "bc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bus := New()
			defer bus.Close()
			got := make(chan byte, 10)
			publisher, err := bus.Advertise(topics.Endpoint{Topic: "/a", Type: "x/msg/X", QoS: c.offered})
			if err != nil {
				t.Fatal(err)
			}
			for _, letter := range "abc" {
				if err := publisher.Publish([]byte{byte(letter)}); err != nil {
					t.Fatal(err)
				}
			}
			subscription, err := bus.Subscribe(topics.Endpoint{Topic: "/a", Type: "x/msg/X", QoS: c.requested}, func(m topics.Received) { got <- m.Data[0] })
			if err != nil {
				t.Fatal(err)
			}
			expect := func(want string) {
				for _, letter := range want {
					if arrived := <-got; arrived != byte(letter) {
						t.Errorf("got %c, want %c", arrived, letter)
					}
				}
			}
			expect(c.late)
			if err := publisher.Publish([]byte{'z'}); err != nil {
				t.Fatal(err)
			}
			if c.meet {
				expect("z")
			}
			_ = subscription.Close()
			if len(got) != 0 {
				t.Errorf("%d messages too many", len(got))
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	bus := New()
	defer bus.Close()
	good := topics.Endpoint{Topic: "/a", Type: "std_msgs/msg/String", QoS: topics.Default()}
	if _, err := bus.Advertise(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*topics.Endpoint)
		want   string
	}{
		{"relative name", func(e *topics.Endpoint) { e.Topic = "a" }, "not fully qualified"},
		{"empty name", func(e *topics.Endpoint) { e.Topic = "" }, "not fully qualified"},
		{"no depth", func(e *topics.Endpoint) { e.QoS.Depth = 0 }, "depth 0"},
		{"other type", func(e *topics.Endpoint) { e.Type = "std_msgs/msg/Bool" }, "/a: its type here is std_msgs/msg/String, not std_msgs/msg/Bool"},
	} {
		end := good
		c.change(&end)
		if _, err := bus.Advertise(end); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("advertise, %s: %v", c.name, err)
		}
		if _, err := bus.Subscribe(end, func(topics.Received) {}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("subscribe, %s: %v", c.name, err)
		}
	}
	if _, err := bus.Subscribe(good, nil); err == nil {
		t.Error("a subscription without a handler was accepted")
	}
}

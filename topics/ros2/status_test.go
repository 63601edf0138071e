package ros2

import (
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/topics"
)

// warned tells whether the bus says a text, in which GID stands for that of the only peer.
func warned(bus *Bus, text string) func() bool {
	return func() bool {
		for _, status := range bus.Statuses() {
			for _, peer := range status.Peers {
				text = strings.ReplaceAll(text, "GID", peer.GID)
			}
		}
		return slices.Contains(bus.Warnings(), text)
	}
}

func TestCyclonePublisherIsIncompatible(t *testing.T) {
	bus := openBus(t, testDomain())
	endpoint := topics.Endpoint{Topic: "/camera/front/image_raw", Type: "sensor_msgs/msg/Image", QoS: topics.Default()}
	subscribe(t, bus, endpoint)
	await(t, bus, "no publisher", warned(bus, "topic /camera/front/image_raw: no publisher"))
	peer := startPeer(t, testDomain(), "publish", "rt/camera/front/image_raw", "Image", "best_effort", "volatile", "1", "1920")
	if policy := peer.await(t, "incompatible").Policy; policyName(policy) != "reliability" {
		t.Errorf("Cyclone says policy %d", policy)
	}
	await(t, bus, "incompatible", warned(bus, "topic /camera/front/image_raw: reliability: publisher GID offers best_effort, we ask reliable"))
	await(t, bus, "DDS counts it", func() bool { return bus.Statuses()[0].Incompatible > 0 })
	status := bus.Statuses()[0]
	if status.LastPolicy != "reliability" || status.Matched != 0 {
		t.Errorf("status %+v", status)
	}
	want := Peer{Type: "sensor_msgs/msg/Image", QoS: topics.QoS{Reliability: topics.BestEffort, Durability: topics.Volatile}}
	if len(status.Peers) == 1 {
		want.GID = status.Peers[0].GID
	}
	if !slices.Equal(status.Peers, []Peer{want}) || !strings.HasPrefix(want.GID, "01.10.") || len(want.GID) != 3*16-1 {
		t.Errorf("peers %+v", status.Peers)
	}
}

func TestCycloneSubscriptionIsIncompatible(t *testing.T) {
	bus := openBus(t, testDomain())
	endpoint := topics.Endpoint{Topic: "/chatter", Type: chatter.Type, QoS: topics.Default()}
	advertise(t, bus, endpoint)
	startPeer(t, testDomain(), "subscribe", "rt/chatter", "String", "reliable", "transient_local", "1").await(t, "incompatible")
	await(t, bus, "incompatible", warned(bus, "topic /chatter: durability: we offer volatile, subscription GID asks transient_local"))
	await(t, bus, "DDS counts it", func() bool { return bus.Statuses()[0].Incompatible > 0 })
	if status := bus.Statuses()[0]; status.LastPolicy != "durability" || !status.Publishes {
		t.Errorf("status %+v", status)
	}
}

func TestCyclonePublishesAnotherType(t *testing.T) {
	bus := openBus(t, testDomain())
	subscribe(t, bus, topics.Endpoint{Topic: "/chatter", Type: "sensor_msgs/msg/Image", QoS: topics.SensorData()})
	startPeer(t, testDomain(), "publish", "rt/chatter", "String", "reliable", "volatile", "1", "0")
	await(t, bus, "type", warned(bus, "topic /chatter: exists with type std_msgs/msg/String, we use sensor_msgs/msg/Image"))
}

func TestPeersComeAndGo(t *testing.T) {
	bus, other := openBus(t, testDomain()), openBus(t, testDomain())
	subscribe(t, bus, chatter)
	publisher, err := other.Advertise(chatter)
	if err != nil {
		t.Fatal(err)
	}
	awaitMatch(t, bus, "/chatter")
	if err := publisher.Close(); err != nil {
		t.Fatal(err)
	}
	await(t, bus, "the publisher is gone", func() bool {
		status := bus.Statuses()[0]
		return status.Matched == 0 && len(status.Peers) == 0
	})
	advertise(t, other, chatter)
	awaitMatch(t, bus, "/chatter")
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	await(t, bus, "the other bus is gone", func() bool {
		status := bus.Statuses()[0]
		return status.Matched == 0 && len(status.Peers) == 0
	})
}

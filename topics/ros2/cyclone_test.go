package ros2

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

func TestStringsFromCyclone(t *testing.T) {
	bus := openBus(t, testDomain())
	messages := subscribe(t, bus, chatter)
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

func TestStringsToCyclone(t *testing.T) {
	bus := openBus(t, testDomain())
	// A volatile subscription that has only just matched may take the first message for one of the past.
	latched := chatter
	latched.QoS.Durability = topics.TransientLocal
	publisher := advertise(t, bus, latched)
	peer := startPeer(t, testDomain(), "subscribe", "rt/chatter", "String", "reliable", "transient_local", "2")
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

// imageStart is where the pixels of the peer's images begin: header, height, width, encoding, endianness, step, length.
const imageStart = 4 + 8 + 4 + 28 + 4 + 4 + 4 + 5 + 1 + 2 + 4 + 4

func TestImagesFromCyclone(t *testing.T) {
	const size, count = 921600, 5
	for _, reliability := range []topics.Reliability{topics.BestEffort, topics.Reliable} {
		t.Run(string(reliability), func(t *testing.T) {
			bus := openBus(t, testDomain())
			endpoint := topics.Endpoint{Topic: "/camera/front/image_raw", Type: "sensor_msgs/msg/Image", QoS: topics.SensorData()}
			endpoint.QoS.Reliability = reliability
			messages := subscribe(t, bus, endpoint)
			peer := startPeer(t, testDomain(), "publish", "rt/camera/front/image_raw", "Image", string(reliability), "volatile", "5", "921600")
			peer.await(t, "matched")
			awaitMatch(t, bus, endpoint.Topic)
			peer.send(t)
			for index := range count {
				message := receive(t, messages)
				if stamp := binary.LittleEndian.Uint32(message.Data[4:]); stamp != 1700000000+uint32(index) {
					t.Errorf("image %d has the stamp %d", index, stamp)
				}
				if length := binary.LittleEndian.Uint32(message.Data[imageStart-4:]); length != size {
					t.Fatalf("image %d says %d bytes", index, length)
				}
				if !bytes.Equal(message.Data[imageStart:imageStart+size], pattern(index, size)) {
					t.Errorf("image %d is not intact", index)
				}
				message.Release()
			}
			if status := bus.Statuses()[0]; status.Messages != count || status.Lost != 0 {
				t.Errorf("received %d, lost %d", status.Messages, status.Lost)
			}
		})
	}
}

// cloud is a sensor_msgs/msg/PointCloud2 of one field, with 16 bytes a point.
func cloud(points int) (payload, data []byte) {
	data = pattern(3, points*16)
	payload = append([]byte{0, 1, 0, 0}, 7, 0, 0, 0, 9, 0, 0, 0)
	payload = appendString(payload, "map")
	payload = appendLength(payload, 1)
	payload = appendLength(payload, points)
	payload = appendLength(payload, 1)
	payload = appendString(payload, "x")
	payload = append(appendLength(payload, 0), 7)
	payload = append(appendLength(payload, 1), 0)
	payload = appendLength(payload, 16)
	payload = appendLength(payload, points*16)
	payload = append(appendLength(payload, len(data)), data...)
	return append(payload, 1), data
}

func TestCloudToCyclone(t *testing.T) {
	bus := openBus(t, testDomain())
	// A volatile subscription may take the first message, whose fragments are under way, for one of the past.
	endpoint := topics.Endpoint{Topic: "/thinker3d/points", Type: "sensor_msgs/msg/PointCloud2", QoS: topics.Latched()}
	publisher := advertise(t, bus, endpoint)
	peer := startPeer(t, testDomain(), "subscribe", "rt/thinker3d/points", "PointCloud2", "reliable", "transient_local", "1")
	peer.await(t, "matched")
	awaitMatch(t, bus, endpoint.Topic)
	payload, data := cloud(200_000)
	if err := publisher.Publish(payload); err != nil {
		t.Fatal(err)
	}
	sample := peer.await(t, "sample")
	digest := sha256.Sum256(data)
	if sample.Bytes != len(data) || sample.SHA256 != hex.EncodeToString(digest[:]) {
		t.Errorf("Cyclone read %d bytes with digest %s", sample.Bytes, sample.SHA256)
	}
	if sample.Frame != "map" || !slices.Equal(sample.Stamp, []int64{7, 9}) || sample.Fields["is_dense"] != true {
		t.Errorf("Cyclone read frame %q, stamp %v, fields %v", sample.Frame, sample.Stamp, sample.Fields)
	}
}

func TestLateSubscriberGetsTheLastMessage(t *testing.T) {
	bus := openBus(t, testDomain())
	latched := topics.Endpoint{Topic: "/latched", Type: chatter.Type, QoS: topics.Latched()}
	publisher := advertise(t, bus, latched)
	for _, data := range []string{"first", "last"} {
		if err := publisher.Publish(text(data)); err != nil {
			t.Fatal(err)
		}
	}
	peer := startPeer(t, testDomain(), "subscribe", "rt/latched", "String", "reliable", "transient_local", "1")
	if got := peer.await(t, "sample").Text; got != "last" {
		t.Errorf("Cyclone read %q", got)
	}
}

func TestLateSubscriptionGetsCyclonesHistory(t *testing.T) {
	bus := openBus(t, testDomain())
	peer := startPeer(t, testDomain(), "publish", "rt/latched", "String", "reliable", "transient_local", "2", "0")
	peer.send(t)
	peer.await(t, "done")
	endpoint := topics.Endpoint{Topic: "/latched", Type: chatter.Type, QoS: topics.Latched()}
	endpoint.QoS.Depth = 10
	messages := subscribe(t, bus, endpoint)
	for _, want := range []string{"message 0", "message 1"} {
		if message := receive(t, messages); !bytes.HasPrefix(message.Data, text(want)) {
			t.Errorf("got %q, want %q", message.Data, want)
		}
	}
}

func TestGraphIsReadByCyclone(t *testing.T) {
	for _, test := range []struct {
		distro config.Distro
		kind   string
		size   int
	}{{config.DistroOld, "ParticipantEntities24", 24}, {config.DistroNew, "ParticipantEntities16", 16}} {
		t.Run(string(test.distro), func(t *testing.T) {
			options := testOptions(testDomain())
			options.Topics.Distro, options.Namespace = test.distro, "/robot"
			bus := openBusWith(t, options)
			advertise(t, bus, chatter)
			peer := startPeer(t, testDomain(), "subscribe", "ros_discovery_info", test.kind, "reliable", "transient_local", "2")
			first := peer.await(t, "sample")
			subscription, err := bus.Subscribe(chatter, func(topics.Received) {})
			if err != nil {
				t.Fatal(err)
			}
			second := peer.await(t, "sample")
			if len(first.Nodes) != 1 || len(second.Nodes) != 1 {
				t.Fatalf("nodes %v, then %v", first.Nodes, second.Nodes)
			}
			node := second.Nodes[0]
			if node.Namespace != "/robot" || node.Name != "thinker3d" {
				t.Errorf("node %q in %q", node.Name, node.Namespace)
			}
			want := gidText(subscription.(*Subscription).guid, test.size)
			if len(first.Nodes[0].Readers) != 0 || !slices.Equal(node.Readers, []string{want}) {
				t.Errorf("readers %v, then %v, want %s", first.Nodes[0].Readers, node.Readers, want)
			}
			if len(node.Writers) != 1 || len(first.Nodes[0].Writers) != 1 || len(node.Writers[0]) != 2*test.size {
				t.Errorf("writers %v, then %v", first.Nodes[0].Writers, node.Writers)
			}
			if second.Gid[:24] != want[:24] || len(second.Gid) != 2*test.size {
				t.Errorf("participant %s beside reader %s", second.Gid, want)
			}
		})
	}
}

func TestTypeHashIsAnnouncedSinceIron(t *testing.T) {
	hash := "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18"
	for distro, want := range map[config.Distro]string{config.DistroNew: "typehash=" + hash + ";", config.DistroOld: ""} {
		t.Run(string(distro), func(t *testing.T) {
			options := testOptions(testDomain())
			options.Topics.Distro = distro
			bus := openBusWith(t, options)
			hashed := chatter
			hashed.TypeHash = hash
			advertise(t, bus, hashed)
			subscribe(t, bus, hashed)
			for _, side := range []string{"publications", "subscriptions"} {
				peer := startPeer(t, testDomain(), "discover", "rt/chatter", side)
				if got := peer.await(t, "endpoint").UserData; got != want {
					t.Errorf("of the %s the peer found %q, want %q", side, got, want)
				}
			}
		})
	}
}

func gidText(gid guid, size int) string {
	return hex.EncodeToString(append(gid[:], make([]byte, size-len(gid))...))
}

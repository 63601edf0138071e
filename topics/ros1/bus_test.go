package ros1

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/apimaster"
	"github.com/bluenviron/goroslib/v2/pkg/apislave"
	"github.com/bluenviron/goroslib/v2/pkg/protocommon"
	"github.com/bluenviron/goroslib/v2/pkg/prototcp"
	"go.uber.org/goleak"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

func endpoint(topic, kind string, durability topics.Durability, depth int) topics.Endpoint {
	return topics.Endpoint{Topic: topic, Type: kind, QoS: topics.QoS{Reliability: topics.Reliable, Durability: durability, Depth: depth}}
}

func picture(size int) []byte {
	return cdr.For[msgs.Image]().Marshal(nil, &msgs.Image{Height: 1, Width: uint32(size), Encoding: "mono8", Step: uint32(size), Data: make([]byte, size)})
}

func text(t *testing.T, text string) []byte {
	t.Helper()
	return cdr.For[msgs.String]().Marshal(nil, &msgs.String{Data: text})
}

func publish(t *testing.T, publisher topics.Publisher, payloads ...[]byte) {
	t.Helper()
	for _, payload := range payloads {
		if err := publisher.Publish(payload); err != nil {
			t.Fatal(err)
		}
	}
}

func advertise(t *testing.T, bus *Bus, endpoint topics.Endpoint) topics.Publisher {
	t.Helper()
	publisher, err := bus.Advertise(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return publisher
}

// collect hands on what comes on a topic.
func collect(t *testing.T, bus *Bus, endpoint topics.Endpoint) chan topics.Received {
	t.Helper()
	messages := make(chan topics.Received, 64)
	if _, err := bus.Subscribe(endpoint, func(message topics.Received) { messages <- message }); err != nil {
		t.Fatal(err)
	}
	return messages
}

// TestLargePictures has one of 20 MB, more than goroslib's own node takes, one above the limit, and one more that fits.
func TestLargePictures(t *testing.T) {
	uri := startMaster(t)
	before := goleak.IgnoreCurrent()
	camera := openBus(t, uri, "camera")
	node, err := Open(Options{Name: "node", Master: uri, Host: "127.0.0.1", MaximumMessage: 21 << 20})
	if err != nil {
		t.Fatal(err)
	}
	pictures := collect(t, node, endpoint("/image", "sensor_msgs/msg/Image", topics.Volatile, 4))
	publisher := advertise(t, camera, endpoint("/image", "sensor_msgs/msg/Image", topics.TransientLocal, 4))
	publish(t, publisher, picture(20<<20), picture(22<<20))
	if got := <-pictures; len(got.Data) < 20<<20 {
		t.Errorf("a picture of %d bytes came", len(got.Data))
	}
	want := "topic /image: a message of 23068714 bytes is above the limit of 22020096 bytes and was dropped"
	eventually(t, want, func() bool { return slices.Contains(node.Warnings(), want) })
	if lost := node.Losses()["/image"]; lost != 1 {
		t.Errorf("%d lost", lost)
	}
	publish(t, publisher, picture(5))
	<-pictures
	if warnings := node.Warnings(); len(warnings) > 0 {
		t.Errorf("%q", warnings)
	}
	if err := errors.Join(node.Close(), camera.Close()); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, before)
}

func TestWarnings(t *testing.T) {
	uri := startMaster(t)
	node, other := openBus(t, uri, "node"), openBus(t, uri, "other")
	collect(t, node, endpoint("/a", "sensor_msgs/msg/Image", topics.Volatile, 1))
	optional := endpoint("/b", "std_msgs/msg/String", topics.Volatile, 1)
	optional.Optional = true
	collect(t, node, optional)
	if got := node.Warnings(); !slices.Equal(got, []string{"topic /a: no publisher"}) {
		t.Errorf("%q", got)
	}
	advertise(t, other, endpoint("/a", "sensor_msgs/msg/CompressedImage", topics.Volatile, 1))
	eventually(t, "the types differ", func() bool {
		return slices.ContainsFunc(node.Warnings(), func(warning string) bool {
			return strings.HasPrefix(warning, "topic /a: publisher http://127.0.0.1:") && strings.Contains(warning, "sensor_msgs/CompressedImage")
		})
	})
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the publisher is gone", func() bool { return slices.Contains(node.Warnings(), "topic /a: no publisher") })
}

// TestCameraComesBack has a driver that is started late, stops and comes back.
func TestCameraComesBack(t *testing.T) {
	uri := startMaster(t)
	node := openBus(t, uri, "node")
	end := endpoint("/text", "std_msgs/msg/String", topics.TransientLocal, 1)
	messages := collect(t, node, end)
	for _, word := range []string{"late", "again"} {
		driver := openBus(t, uri, "driver")
		publish(t, advertise(t, driver, end), text(t, word))
		if got := <-messages; string(got.Data) != string(text(t, word)) {
			t.Errorf("got %q, want %s", got.Data, word)
		}
		if err := driver.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSlowHandlersLoseTheOldest has a handler that is busy while four messages come, with a queue of two.
func TestSlowHandlersLoseTheOldest(t *testing.T) {
	uri := startMaster(t)
	node := openBus(t, uri, "node")
	taken, leave := make(chan string), make(chan struct{})
	if _, err := node.Subscribe(endpoint("/text", "std_msgs/msg/String", topics.Volatile, 2), func(message topics.Received) {
		taken <- string(message.Data)
		<-leave
	}); err != nil {
		t.Fatal(err)
	}
	publisher := advertise(t, node, endpoint("/text", "std_msgs/msg/String", topics.TransientLocal, 8))
	publish(t, publisher, text(t, "0"))
	first := <-taken
	publish(t, publisher, text(t, "1"), text(t, "2"), text(t, "3"), text(t, "4"))
	eventually(t, "two are lost", func() bool { return node.Losses()["/text"] == 2 })
	close(leave)
	if got := []string{first, <-taken, <-taken}; !slices.Equal(got, []string{string(text(t, "0")), string(text(t, "3")), string(text(t, "4"))}) {
		t.Errorf("%q", got)
	}
}

// TestSlowSubscribersLoseTheOldest has a subscriber that reads nothing at all, and one that reads all.
func TestSlowSubscribersLoseTheOldest(t *testing.T) {
	uri := startMaster(t)
	node := openBus(t, uri, "node")
	publisher := advertise(t, node, endpoint("/image", "sensor_msgs/msg/Image", topics.Volatile, 2))
	connection := dial(t, node, &prototcp.HeaderSubscriber{Callerid: "/sleeper", Topic: "/image", Type: "sensor_msgs/Image", Md5sum: anyChecksum})
	header, err := protocommon.HeaderRawDecode(connection)
	if err != nil || header["type"] != "sensor_msgs/Image" || header["callerid"] != "/node" || header["latching"] != "0" || !strings.Contains(header["message_definition"], "uint8[] data") {
		t.Fatalf("%v, %v", header, err)
	}
	eventually(t, "a message is lost", func() bool {
		publish(t, publisher, picture(4<<20))
		return node.Losses()["/image"] > 0
	})
	if err := node.Close(); err != nil {
		t.Error(err)
	}
}

func dial(t *testing.T, bus *Bus, header any) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", bus.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if err := writeHeader(connection, header); err != nil {
		t.Fatal(err)
	}
	return connection
}

// TestStrangersAreRefused has callers with headers that fit nothing, and one with none.
func TestStrangersAreRefused(t *testing.T) {
	uri := startMaster(t)
	node := openBus(t, uri, "node")
	advertise(t, node, endpoint("/text", "std_msgs/msg/String", topics.Volatile, 2))
	serve(t, node)
	for want, header := range map[string]any{
		"neither topic":                    &prototcp.HeaderSubscriber{Topic: "/nothing", Md5sum: anyChecksum},
		"neither topic \"\"":               &prototcp.HeaderServiceClient{Service: "/nothing", Md5sum: anyChecksum},
		"has type std_msgs/String of":      &prototcp.HeaderSubscriber{Topic: "/text", Md5sum: "1", Type: "other/Text"},
		"service /ask has type":            &prototcp.HeaderServiceClient{Service: "/ask", Md5sum: "1"},
		"has type thinker3d_msgs/Ask of c": &prototcp.HeaderServiceClient{Service: "/ask", Md5sum: "2"},
	} {
		answer, err := protocommon.HeaderRawDecode(dial(t, node, header))
		if err != nil || !strings.Contains(answer["error"], want) {
			t.Errorf("got %v, %v, want %s", answer, err, want)
		}
	}
	silent, err := net.Dial("tcp", node.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Close(); err != nil {
		t.Error(err)
	}
	if _, err := silent.Read(make([]byte, 1)); err == nil {
		t.Error("a caller that says nothing is kept when the bus is closed")
	}
}

func serve(t *testing.T, bus *Bus) io.Closer {
	t.Helper()
	service, err := topics.Serve(bus, "/ask", func(asked msgs.AskRequest, reply func(msgs.AskResponse)) {
		if asked.Question != "never" {
			reply(msgs.AskResponse{Answer: msgs.SpatialAnswer{Question: asked.Question}})
		}
	}, func(err error) { t.Log(err) })
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// TestServiceByHand calls a service as the wire has it: two requests on one connection, then one that is not answered.
func TestServiceByHand(t *testing.T) {
	uri := startMaster(t)
	node := openBus(t, uri, "node")
	service := serve(t, node)
	address, err := apimaster.NewClient(strings.TrimPrefix(uri, "http://"), "/user", newCaller()).LookupService("/ask")
	if err != nil || address != "rosrpc://"+node.listener.Addr().String() && !strings.HasPrefix(address, "rosrpc://127.0.0.1:") {
		t.Fatalf("%s, %v", address, err)
	}
	connection := dial(t, node, &prototcp.HeaderServiceClient{Callerid: "/user", Service: "/ask", Md5sum: anyChecksum, Persistent: 1})
	if header, err := protocommon.HeaderRawDecode(connection); err != nil || header["type"] != "thinker3d_msgs/Ask" {
		t.Fatalf("%v, %v", header, err)
	}
	request := func(question string) {
		body := append(binary.LittleEndian.AppendUint32(nil, uint32(len(question))), question...)
		body = append(body, make([]byte, 30)...) // no choices, no cameras, no age, and zeros for the rest
		if _, err := connection.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body...)); err != nil {
			t.Fatal(err)
		}
	}
	for _, question := range []string{"What is left?", "What is right?"} {
		request(question)
		state := make([]byte, 1)
		var answer AskResponse
		if _, err := io.ReadFull(connection, state); err != nil || state[0] != codeSuccess {
			t.Fatalf("%v, %v", state, err)
		}
		if err := protocommon.MessageDecode(connection, &answer); err != nil || answer.Answer.Question != question {
			t.Errorf("%+v, %v", answer, err)
		}
	}
	if _, err := connection.Write([]byte{2, 0, 0, 0, 1, 1}); err != nil {
		t.Fatal(err)
	}
	refusal := make([]byte, 5)
	if _, err := io.ReadFull(connection, refusal); err != nil || refusal[0] != codeError {
		t.Fatalf("%v, %v", refusal, err)
	}
	why := make([]byte, binary.LittleEndian.Uint32(refusal[1:]))
	if _, err := io.ReadFull(connection, why); err != nil || !strings.Contains(string(why), "thinker3d_msgs/srv/Ask_Request") {
		t.Errorf("%q, %v", why, err)
	}
	request("never")
	if err := service.Close(); err != nil {
		t.Error(err)
	}
	if _, err := connection.Read(make([]byte, 1)); err == nil {
		t.Error("an answer came from a closed service")
	}
}

// TestCloseDoesNotWaitForAStalledCall has another node send half a call.
func TestCloseDoesNotWaitForAStalledCall(t *testing.T) {
	node := openBus(t, startMaster(t), "node")
	node.patience = 1
	connection, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(node.uri, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := io.WriteString(connection, "POST / HTTP/1.1\r\nHost: node\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n<?xml"); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(connection).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	closed := make(chan error, 1)
	go func() { closed <- node.Close() }()
	select {
	case err := <-closed:
		if err == nil || !strings.Contains(err.Error(), "did not end it") {
			t.Errorf("%v", err)
		}
	case <-time.After(patience):
		t.Error("close waits for the other node")
	}
}

// TestAPI asks what rosnode asks.
func TestAPI(t *testing.T) {
	uri := startMaster(t)
	reasons := make(chan string, 1)
	node, err := Open(Options{Name: "eye", Namespace: "/robot", Master: uri, Host: "127.0.0.1", Shutdown: func(reason string) { reasons <- reason }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = node.Close() }()
	end := endpoint("/text", "std_msgs/msg/String", topics.TransientLocal, 1)
	publish(t, advertise(t, node, end), text(t, "here"))
	<-collect(t, node, end)
	client := apislave.NewClient(strings.TrimSuffix(strings.TrimPrefix(node.uri, "http://"), "/"), "/user", newCaller())
	publications, err := client.GetPublications()
	if err != nil || len(publications) != 1 || !slices.Equal(publications[0], []string{"/text", "std_msgs/String"}) {
		t.Errorf("%v, %v", publications, err)
	}
	connections, err := client.GetBusInfo()
	if err != nil || len(connections) != 2 || connections[0][1] != "/robot/eye" || connections[0][2] != "o" || connections[1][2] != "i" {
		t.Errorf("%v, %v", connections, err)
	}
	if _, err := client.RequestTopic("/text", [][]any{{"UDPROS"}}); err == nil || !strings.Contains(err.Error(), "only TCPROS") {
		t.Errorf("%v", err)
	}
	if err := client.Shutdown("enough"); err != nil || <-reasons != "enough" {
		t.Errorf("%v", err)
	}
}

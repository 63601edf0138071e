package ros1

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/bluenviron/goroslib/v2/pkg/apimaster"
	"github.com/bluenviron/goroslib/v2/pkg/apislave"
	"github.com/bluenviron/goroslib/v2/pkg/protocommon"
	"github.com/bluenviron/goroslib/v2/pkg/prototcp"

	"github.com/thinker3d/thinker3d/topics"
)

// wild is a publisher of texts on /text that does what each of its deeds says to one connection after another.
type wild struct {
	listener net.Listener
	api      *apislave.Server
	ended    chan struct{}
}

func startWild(t *testing.T, uri string, deeds ...func(net.Conn)) *wild {
	t.Helper()
	w := &wild{ended: make(chan struct{})}
	var err error
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if w.api, err = apislave.NewServer("127.0.0.1:0", net.IPv4(127, 0, 0, 1), "", handshakeTimeout); err != nil {
		t.Fatal(err)
	}
	w.api.Serve(func(request apislave.Request) apislave.Response {
		if _, isTopic := request.(*apislave.RequestRequestTopic); isTopic {
			return apislave.ResponseRequestTopic{Code: codeSuccess, Protocol: []any{protocolName, "127.0.0.1", w.listener.Addr().(*net.TCPAddr).Port}}
		}
		return apislave.ErrorRes{}
	})
	go func() {
		defer close(w.ended)
		for _, deed := range deeds {
			connection, err := w.listener.Accept()
			if err != nil {
				return
			}
			deed(connection)
			_ = connection.Close()
		}
	}()
	master := apimaster.NewClient(strings.TrimPrefix(uri, "http://"), "/wild", newCaller())
	if _, err := master.RegisterPublisher("/text", "std_msgs/String", w.api.URL()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.listener.Close()
		w.api.Close()
		<-w.ended
	})
	return w
}

// greets does its deed after the headers are exchanged.
func greets(t *testing.T, deed func(net.Conn)) func(net.Conn) {
	return func(connection net.Conn) {
		if _, err := protocommon.HeaderRawDecode(connection); err != nil {
			t.Error(err)
			return
		}
		if err := writeHeader(connection, &prototcp.HeaderPublisher{Callerid: "/wild", Topic: "/text", Type: "std_msgs/String", Md5sum: anyChecksum}); err != nil {
			t.Error(err)
			return
		}
		deed(connection)
	}
}

func send(connection net.Conn, data ...byte) { _, _ = connection.Write(data) }

// TestWildPublisher has a publisher that speaks nonsense, stops amid a message, sends damaged and boundless ones, and at
// last a good one: nothing but that reaches the handler, and each trouble is said.
func TestWildPublisher(t *testing.T) {
	uri := startMaster(t)
	kinds, err := knownKinds()
	if err != nil {
		t.Fatal(err)
	}
	good, err := framed(kinds["std_msgs/msg/String"].FromCDR, nil, text(t, "good"))
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan struct{})
	last := greets(t, func(connection net.Conn) {
		send(connection, 6, 0, 0, 0, 9, 0, 0, 0, 'h', 'i') // a text that claims nine bytes
		<-seen
		send(connection, good...)
		_, _ = io.Copy(io.Discard, connection)
	})
	node := openBus(t, uri, "node")
	messages := collect(t, node, endpoint("/text", "std_msgs/msg/String", topics.Volatile, 4))
	startWild(t, uri,
		func(connection net.Conn) { send(connection, 'H', 'T', 'T', 'P', ' ', 'o', 'k', '\n') },
		func(connection net.Conn) { send(connection, binary.LittleEndian.AppendUint32(nil, 1<<31)...) },
		greets(t, func(connection net.Conn) { send(connection, 100, 0, 0, 0, 1, 2, 3) }),
		greets(t, func(connection net.Conn) { send(connection, 255, 255, 255, 255, 1, 2, 3) }),
		last,
	)
	for _, want := range []string{"read header", "receive", "std_msgs/msg/String: data: length 9 does not fit"} {
		eventually(t, want, func() bool {
			return slices.ContainsFunc(node.Warnings(), func(warning string) bool {
				return strings.HasPrefix(warning, "topic /text: ") && strings.Contains(warning, want)
			})
		})
	}
	close(seen)
	if got := <-messages; string(got.Data) != string(text(t, "good")) || len(messages) > 0 {
		t.Errorf("%q came, and %d more", got.Data, len(messages))
	}
	if lost := node.Losses()["/text"]; lost != 1 {
		t.Errorf("%d are counted as lost", lost)
	}
	if err := node.Close(); err != nil {
		t.Error(err)
	}
}

package ros1

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/apislave"
	"github.com/bluenviron/goroslib/v2/pkg/protocommon"
	"github.com/bluenviron/goroslib/v2/pkg/prototcp"
)

// retryAfter is how long a link waits before it tries again.
const retryAfter = time.Second

// link is a subscription's connection to one publisher, made anew as long as the master names it.
type link struct {
	subscription *subscription
	uri          string
	context      context.Context
	stop         context.CancelFunc

	mutex   sync.Mutex
	name    string
	trouble string
}

func newLink(s *subscription, uri string) *link {
	l := &link{subscription: s, uri: uri}
	l.context, l.stop = context.WithCancel(s.context)
	return l
}

func (l *link) run() {
	defer l.stop()
	for {
		err := l.connect()
		if l.context.Err() != nil {
			return
		}
		l.set("", fmt.Sprintf("publisher %s: %v", l.uri, err))
		wait := time.NewTimer(retryAfter)
		select {
		case <-wait.C:
		case <-l.context.Done():
			wait.Stop()
			return
		}
	}
}

// connect asks the publisher where its messages are and receives them until the connection ends.
func (l *link) connect() error {
	address, err := l.ask()
	if err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: handshakeTimeout}
	connection, err := dialer.DialContext(l.context, "tcp", address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	closed := make(chan struct{})
	cancel := context.AfterFunc(l.context, func() {
		defer close(closed)
		_ = connection.Close()
	})
	defer func() {
		if cancel() {
			_ = connection.Close()
			return
		}
		<-closed
	}()
	from := bufio.NewReaderSize(connection, readBuffer)
	if err := l.shake(connection, from); err != nil {
		return err
	}
	return l.receive(from)
}

// ask finds the address of a publisher's messages.
func (l *link) ask() (string, error) {
	parsed, err := url.Parse(l.uri)
	if err != nil {
		return "", fmt.Errorf("its address: %w", err)
	}
	bus := l.subscription.bus
	caller := newCaller()
	caller.Transport = bound{l.context, caller.Transport}
	answer, err := apislave.NewClient(parsed.Host, bus.options.node(), caller).RequestTopic(l.subscription.endpoint.Topic, [][]any{{protocolName}})
	if err != nil {
		return "", fmt.Errorf("ask for the topic: %w", err)
	}
	if len(answer) == 3 && answer[0] == any(protocolName) {
		host, isText := answer[1].(string)
		port, isNumber := answer[2].(int)
		if isText && isNumber {
			return net.JoinHostPort(host, strconv.Itoa(port)), nil
		}
	}
	return "", fmt.Errorf("it does not offer %s but %v", protocolName, answer)
}

// bound makes calls that end with a context.
type bound struct {
	context   context.Context
	transport http.RoundTripper
}

// RoundTrip makes one call.
func (b bound) RoundTrip(request *http.Request) (*http.Response, error) {
	return b.transport.RoundTrip(request.WithContext(b.context))
}

// shake agrees with the publisher on the type.
func (l *link) shake(connection net.Conn, from *bufio.Reader) error {
	kind := l.subscription.kind
	if err := writeHeader(connection, &prototcp.HeaderSubscriber{
		Callerid: l.subscription.bus.options.node(), Md5sum: kind.md5, Topic: l.subscription.endpoint.Topic, Type: kind.ros1, TcpNodelay: 1,
		MessageDefinition: kind.definition,
	}); err != nil {
		return err
	}
	raw, err := readHeader(connection, from)
	if err != nil {
		return err
	}
	if refusal, refused := raw["error"]; refused {
		return fmt.Errorf("it refuses: %s", refusal)
	}
	var header prototcp.HeaderPublisher
	if err := protocommon.HeaderDecode(raw, &header); err != nil {
		return fmt.Errorf("read header: %w", err)
	}
	if header.Md5sum != kind.md5 && header.Md5sum != anyChecksum {
		return fmt.Errorf("it has type %s of checksum %s, we use %s of checksum %s", header.Type, header.Md5sum, kind.ros1, kind.md5)
	}
	l.set(header.Callerid, "")
	return nil
}

func (l *link) receive(from *bufio.Reader) error {
	limit := l.subscription.bus.options.MaximumMessage
	for {
		buffer := l.subscription.buffer()
		message, size, err := readSized(from, buffer, limit)
		switch {
		case errors.Is(err, io.EOF) && size == 0:
			return errors.New("it closed the connection")
		case err != nil:
			return fmt.Errorf("receive: %w", err)
		case size > limit:
			l.subscription.giveBack(buffer)
			l.subscription.refuse(fmt.Sprintf("a message of %d bytes is above the limit of %d bytes and was dropped", size, limit))
		default:
			l.subscription.receive(message)
		}
	}
}

func (l *link) set(name, trouble string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.name, l.trouble = name, trouble
}

func (l *link) said() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.trouble
}

func (l *link) peer() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.name
}

package ros1

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/protocommon"
	"github.com/bluenviron/goroslib/v2/pkg/prototcp"
)

// acceptPause is how long the bus waits for what keeps it from taking connections, as open files that are too many, to pass.
const acceptPause = 100 * time.Millisecond

// caller is the other end of a connection that it made to us.
type caller struct {
	connection net.Conn
	from       *bufio.Reader
	header     protocommon.HeaderRaw
}

func (b *Bus) accept() {
	defer b.accepting.Done()
	for {
		connection, err := b.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		b.hear(err)
		if err != nil {
			select {
			case <-time.After(acceptPause):
				continue
			case <-b.closing:
				return
			}
		}
		if err := b.add(func() { b.shaking[connection] = struct{}{} }); err != nil {
			_ = connection.Close()
			return
		}
		b.accepting.Go(func() { b.greet(connection) })
	}
}

// hear notes why no connection can be taken, or that they can.
func (b *Bus) hear(err error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.deaf = err
}

// greet hears who calls and hands the connection to whom it is for.
func (b *Bus) greet(connection net.Conn) {
	c := caller{connection: connection, from: bufio.NewReaderSize(connection, readBuffer)}
	var err error
	if c.header, err = readHeader(connection, c.from); err == nil {
		err = b.admit(c)
	}
	b.mutex.Lock()
	delete(b.shaking, connection)
	b.mutex.Unlock()
	if err != nil {
		_ = writeHeader(connection, &prototcp.HeaderError{Error: err.Error()})
		_ = connection.Close()
	}
}

func (b *Bus) admit(c caller) error {
	topic, service := c.header["topic"], c.header["service"]
	if p := b.publisher(topic); topic != "" && p != nil {
		return p.admit(c)
	}
	b.mutex.Lock()
	s := first(b.servers, func(s *server) bool { return s.service.Name == service })
	b.mutex.Unlock()
	if service != "" && s != nil {
		return s.admit(c)
	}
	return fmt.Errorf("there is neither topic %q nor service %q", topic, service)
}

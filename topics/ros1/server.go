package ros1

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/prototcp"

	"github.com/thinker3d/thinker3d/topics"
)

// server offers one service; each client has a connection and asks one thing after another.
type server struct {
	bus     *Bus
	service topics.Service
	kind    serviceKind
	handler topics.ServiceHandler
	uri     string

	context context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
	once    sync.Once

	// handling is held while the handler runs.
	handling sync.Mutex

	mutex  sync.Mutex
	closed bool
}

// Serve registers at the master.
func (b *Bus) Serve(service topics.Service, handler topics.ServiceHandler) (io.Closer, error) {
	s, err := b.serve(service, handler)
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", service.Name, err)
	}
	return s, nil
}

func (b *Bus) serve(service topics.Service, handler topics.ServiceHandler) (*server, error) {
	kind, known := b.services[service.Type]
	if !known {
		return nil, unknownType(service.Type)
	}
	b.registering.Lock()
	defer b.registering.Unlock()
	s := &server{bus: b, service: service, kind: kind, handler: handler}
	s.uri = "rosrpc://" + net.JoinHostPort(b.place.host, strconv.Itoa(b.port))
	s.context, s.stop = context.WithCancel(context.Background())
	if err := b.add(func() { b.servers = append(b.servers, s) }); err != nil {
		s.stop()
		return nil, err
	}
	if err := b.master.RegisterService(service.Name, s.uri, b.uri); err != nil {
		b.dropServer(s)
		s.stop()
		return nil, fmt.Errorf("register at the master: %w", err)
	}
	return s, nil
}

// admit takes a client that has said who it is.
func (s *server) admit(c caller) error {
	if sum := c.header["md5sum"]; sum != s.kind.md5 && sum != anyChecksum {
		return fmt.Errorf("service %s has type %s of checksum %s here, not of checksum %s", s.service.Name, s.kind.ros1, s.kind.md5, sum)
	}
	if err := writeHeader(c.connection, &prototcp.HeaderServiceProvider{
		Callerid: s.bus.options.node(), Md5sum: s.kind.md5, Type: s.kind.ros1, RequestType: s.kind.ros1 + "Request", ResponseType: s.kind.ros1 + "Response",
	}); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return fmt.Errorf("service %s: %w", s.service.Name, ErrClosed)
	}
	s.running.Go(func() { s.attend(c) })
	return nil
}

// attend answers a client until it or the service goes.
func (s *server) attend(c caller) {
	stop := context.AfterFunc(s.context, func() { _ = c.connection.Close() })
	defer stop()
	defer func() { _ = c.connection.Close() }()
	for {
		limit := s.bus.options.MaximumMessage
		request, size, err := readSized(c.from, nil, limit)
		if err != nil {
			return
		}
		var answer []byte
		if size > limit {
			err = fmt.Errorf("a request of %d bytes is above the limit of %d bytes", size, limit)
		} else {
			answer, err = s.call(request)
		}
		if errors.Is(err, ErrClosed) || s.write(c.connection, answer, err) != nil {
			return
		}
	}
}

// call puts a request to the handler and waits for its reply.
func (s *server) call(request []byte) ([]byte, error) {
	payload, err := s.kind.request.ToCDR(nil, request)
	if err != nil {
		return nil, err
	}
	replies := make(chan []byte, 1)
	made := topics.NewRequest(payload, func(data []byte) error {
		answer, err := framed(s.kind.response.FromCDR, []byte{codeSuccess}, data)
		if err != nil {
			return fmt.Errorf("reply of %s: %w", s.service.Name, err)
		}
		select {
		case replies <- answer:
			return nil
		default:
			return fmt.Errorf("reply of %s: there was one before", s.service.Name)
		}
	})
	if err := s.handle(made); err != nil {
		return nil, err
	}
	select {
	case answer := <-replies:
		return answer, nil
	case <-s.context.Done():
		return nil, fmt.Errorf("service %s: %w", s.service.Name, ErrClosed)
	}
}

func (s *server) handle(request topics.Request) error {
	s.handling.Lock()
	defer s.handling.Unlock()
	if s.context.Err() != nil {
		return fmt.Errorf("service %s: %w", s.service.Name, ErrClosed)
	}
	s.handler(request)
	return nil
}

// write sends an answer, or why there is none.
func (s *server) write(connection net.Conn, answer []byte, refusal error) error {
	if refusal != nil {
		text := refusal.Error()
		answer = append([]byte{codeError, byte(len(text)), byte(len(text) >> 8), byte(len(text) >> 16), byte(len(text) >> 24)}, text...)
	}
	if err := connection.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	_, err := connection.Write(answer)
	return err
}

// Close tells the master, waits for a running handler and lets go of the clients.
func (s *server) Close() error {
	s.once.Do(func() {
		s.bus.withdrawServer(s)
		s.mutex.Lock()
		s.closed = true
		s.mutex.Unlock()
		s.stop()
		s.running.Wait()
	})
	return nil
}

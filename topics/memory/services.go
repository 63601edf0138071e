package memory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/thinker3d/thinker3d/topics"
)

// requestDepth is how many requests may wait for a service's handler; more wait with their callers.
const requestDepth = 10

// services are the servers by name. Changed is closed and made anew whenever one comes or goes.
type services struct {
	mutex   sync.Mutex
	servers map[string]*server
	changed chan struct{}
}

// server hands requests to one handler, on a goroutine of its own.
type server struct {
	services *services
	service  topics.Service
	requests chan topics.Request
	stop     chan struct{}
	done     chan struct{}
	once     sync.Once
}

// Serve calls handler for each request on one goroutine until the result is closed. Close must not be called from it.
func (b *Bus) Serve(service topics.Service, handler topics.ServiceHandler) (io.Closer, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil, fmt.Errorf("serve %s: bus: %w", service.Name, os.ErrClosed)
	}
	made := &server{
		services: &b.services, service: service,
		requests: make(chan topics.Request, requestDepth), stop: make(chan struct{}), done: make(chan struct{}),
	}
	if err := b.services.add(made); err != nil {
		return nil, fmt.Errorf("serve %s: %w", service.Name, err)
	}
	go made.run(handler)
	return made, nil
}

// Client makes a client of a service, whether its server is there or not.
func (b *Bus) Client(service topics.Service) (topics.Client, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil, fmt.Errorf("client of %s: bus: %w", service.Name, os.ErrClosed)
	}
	return &client{services: &b.services, service: service}, nil
}

func (s *services) add(added *server) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.servers[added.service.Name] != nil {
		return errors.New("it is served already")
	}
	s.servers[added.service.Name] = added
	s.wake()
	return nil
}

func (s *services) remove(removed *server) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.servers, removed.service.Name)
	s.wake()
}

// wake must be called with the mutex held.
func (s *services) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// find waits for the server of a service, until ctx ends.
func (s *services) find(ctx context.Context, service topics.Service) (*server, error) {
	for {
		s.mutex.Lock()
		found, changed := s.servers[service.Name], s.changed
		s.mutex.Unlock()
		if found != nil && found.service.Type == service.Type {
			return found, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("no server: %w", ctx.Err())
		}
	}
}

func (s *services) close() {
	s.mutex.Lock()
	all := make([]*server, 0, len(s.servers))
	for _, server := range s.servers {
		all = append(all, server)
	}
	s.mutex.Unlock()
	for _, server := range all {
		_ = server.Close()
	}
}

func (s *server) run(handler topics.ServiceHandler) {
	defer close(s.done)
	for {
		select {
		case <-s.stop:
			return
		case request := <-s.requests:
			handler(request)
		}
	}
}

// Close withdraws the service and waits for a running handler.
func (s *server) Close() error {
	s.once.Do(func() {
		s.services.remove(s)
		close(s.stop)
	})
	<-s.done
	return nil
}

// client calls one service.
type client struct {
	services *services
	service  topics.Service
}

// Call waits for a server, sends the request and waits for the reply, until ctx ends.
func (c *client) Call(ctx context.Context, request []byte) ([]byte, error) {
	server, err := c.services.find(ctx, c.service)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", c.service.Name, err)
	}
	replies := make(chan []byte, 1)
	sent := topics.NewRequest(bytes.Clone(request), func(data []byte) error {
		replies <- bytes.Clone(data)
		return nil
	})
	select {
	case server.requests <- sent:
	case <-ctx.Done():
	}
	select {
	case data := <-replies:
		return data, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("call %s: no reply: %w", c.service.Name, ctx.Err())
	}
}

// Close has nothing to end.
func (c *client) Close() error { return nil }

package ros1

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/apimaster"
	"github.com/bluenviron/goroslib/v2/pkg/apislave"

	"github.com/thinker3d/thinker3d/topics"
)

// ErrClosed says that the bus, publisher or service was closed before.
var ErrClosed = errors.New("closed")

// Bus is a node on a ROS 1 master. It is safe for concurrent use.
type Bus struct {
	options  Options
	place    place
	kinds    map[string]kind
	services map[string]serviceKind

	master   *apimaster.Client
	api      *apislave.Server
	listener net.Listener
	// uri is where others reach the node's API, port where they get its messages.
	uri  string
	port int
	// accepting is done when no connection is being accepted or has its handshake.
	accepting sync.WaitGroup

	// registering orders what the master is told.
	registering sync.Mutex
	// masterGone says that the master did not answer when something was withdrawn.
	masterGone bool

	// closing is closed as the bus is.
	closing chan struct{}
	// patience is how long Close waits for calls of other nodes.
	patience time.Duration

	mutex  sync.Mutex
	closed bool
	// deaf is why no connection can be taken now, nil if they can.
	deaf          error
	shaking       map[net.Conn]struct{}
	subscriptions []*subscription
	publishers    []*publisher
	servers       []*server
	// lost is what closed subscriptions and publishers have lost, by topic.
	lost map[string]uint64
}

// Open makes the node known; there must be a master.
func Open(options Options) (*Bus, error) {
	if options.MaximumMessage == 0 {
		options.MaximumMessage = maximumMessage
	}
	b := &Bus{options: options, closing: make(chan struct{}), patience: handshakeTimeout, shaking: map[net.Conn]struct{}{}, lost: map[string]uint64{}}
	var err error
	fail := func(err error) (*Bus, error) {
		return nil, errors.Join(fmt.Errorf("open ros 1 bus: %w", err), b.shut())
	}
	if b.place, err = options.place(); err != nil {
		return fail(err)
	}
	if b.kinds, err = knownKinds(); err != nil {
		return fail(err)
	}
	if b.services, err = knownServices(); err != nil {
		return fail(err)
	}
	b.master = apimaster.NewClient(b.place.master, options.node(), newCaller())
	if _, err := b.master.GetURI(); err != nil {
		return fail(fmt.Errorf("no master answers at http://%s (is roscore running? see ROS_MASTER_URI): %w", b.place.master, err))
	}
	if err := b.listen(); err != nil {
		return fail(err)
	}
	b.accepting.Add(1)
	go b.accept()
	b.api.Serve(b.answer)
	return b, nil
}

// newCaller is a client for XML-RPC, which keeps no connection.
func newCaller() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: handshakeTimeout}
}

func (b *Bus) listen() error {
	address := net.JoinHostPort(b.place.listen, "0")
	var err error
	if b.listener, err = net.Listen("tcp", address); err != nil {
		return fmt.Errorf("listen for connections: %w", err)
	}
	b.port = b.listener.Addr().(*net.TCPAddr).Port
	if b.api, err = apislave.NewServer(address, net.IPv4zero, "", handshakeTimeout); err != nil {
		return fmt.Errorf("listen for calls: %w", err)
	}
	own, err := url.Parse(b.api.URL())
	if err != nil {
		return fmt.Errorf("listen for calls: %w", err)
	}
	b.uri = "http://" + net.JoinHostPort(b.place.host, own.Port()) + "/"
	return nil
}

// Subscribe registers at the master and connects to every publisher that it names, now or later. Of the quality of service
// only the depth matters.
func (b *Bus) Subscribe(endpoint topics.Endpoint, handler topics.Handler) (io.Closer, error) {
	s, err := b.subscribe(endpoint, handler)
	if err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", endpoint.Topic, err)
	}
	return s, nil
}

func (b *Bus) subscribe(endpoint topics.Endpoint, handler topics.Handler) (*subscription, error) {
	kind, known := b.kinds[endpoint.Type]
	if !known {
		return nil, unknownType(endpoint.Type)
	}
	b.registering.Lock()
	defer b.registering.Unlock()
	s := newSubscription(b, endpoint, kind, handler)
	if err := b.add(func() { b.subscriptions = append(b.subscriptions, s) }); err != nil {
		s.end()
		return nil, err
	}
	publishers, err := b.master.RegisterSubscriber(endpoint.Topic, kind.ros1, b.uri)
	if err != nil {
		b.drop(s)
		s.end()
		return nil, fmt.Errorf("register at the master: %w", err)
	}
	s.follow(publishers, true)
	return s, nil
}

// Advertise registers at the master. A transient-local publisher is latched: late subscribers get what it kept.
func (b *Bus) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	p, err := b.advertise(endpoint)
	if err != nil {
		return nil, fmt.Errorf("advertise %s: %w", endpoint.Topic, err)
	}
	return p, nil
}

func (b *Bus) advertise(endpoint topics.Endpoint) (*publisher, error) {
	kind, known := b.kinds[endpoint.Type]
	if !known {
		return nil, unknownType(endpoint.Type)
	}
	b.registering.Lock()
	defer b.registering.Unlock()
	if b.publisher(endpoint.Topic) != nil {
		return nil, errors.New("this node publishes it already")
	}
	p := &publisher{bus: b, endpoint: endpoint, kind: kind}
	if err := b.add(func() { b.publishers = append(b.publishers, p) }); err != nil {
		return nil, err
	}
	if _, err := b.master.RegisterPublisher(endpoint.Topic, kind.ros1, b.uri); err != nil {
		b.dropPublisher(p)
		return nil, fmt.Errorf("register at the master: %w", err)
	}
	return p, nil
}

// add does something to the lists unless the bus is closed.
func (b *Bus) add(list func()) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return fmt.Errorf("bus: %w", ErrClosed)
	}
	list()
	return nil
}

func (b *Bus) publisher(topic string) *publisher {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return first(b.publishers, func(p *publisher) bool { return p.endpoint.Topic == topic })
}

func first[T any](all []*T, fits func(*T) bool) *T {
	if place := slices.IndexFunc(all, fits); place >= 0 {
		return all[place]
	}
	return nil
}

func without[T any](all []*T, one *T) []*T {
	return slices.DeleteFunc(slices.Clone(all), func(other *T) bool { return other == one })
}

// Close closes every publisher, subscription and service, and waits for running handlers.
func (b *Bus) Close() error {
	b.mutex.Lock()
	if b.closed {
		b.mutex.Unlock()
		return nil
	}
	b.closed = true
	var all []io.Closer
	for _, s := range b.subscriptions {
		all = append(all, s)
	}
	for _, p := range b.publishers {
		all = append(all, p)
	}
	for _, s := range b.servers {
		all = append(all, s)
	}
	b.mutex.Unlock()
	var failures []error
	for _, one := range all {
		failures = append(failures, one.Close())
	}
	return errors.Join(append(failures, b.shut())...)
}

// shut closes the doors.
func (b *Bus) shut() error {
	close(b.closing)
	b.mutex.Lock()
	b.closed = true
	for connection := range b.shaking {
		_ = connection.Close()
	}
	b.mutex.Unlock()
	var err error
	if b.listener != nil {
		err = b.listener.Close()
	}
	if b.api != nil {
		err = errors.Join(err, b.closeAPI())
	}
	b.accepting.Wait()
	return err
}

// closeAPI waits for the calls of other nodes to end, but not for ever: goroslib's server gives the other end all the time it likes.
func (b *Bus) closeAPI() error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.api.Close()
	}()
	select {
	case <-ended:
		return nil
	case <-time.After(b.patience):
		return fmt.Errorf("close ros 1 bus: another node began a call by XML-RPC to %s and did not end it within %s; it is not waited for", b.uri, b.patience)
	}
}

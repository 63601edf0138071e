package topics

import (
	"context"
	"io"
)

// Service names a service.
type Service struct {
	// Name is the fully qualified ROS name, such as "/thinker3d/ask".
	Name string
	// Type is the ROS interface name, such as "std_srvs/srv/Trigger".
	Type string
	// TypeHash is the type's "RIHS01_…", which ROS 2 announces since Iron; else empty.
	TypeHash string
}

// Request is one call of a service, as its server gets it.
type Request struct {
	// Data is the CDR payload with its four-byte encapsulation header. The handler owns it.
	Data  []byte
	reply func([]byte) error
}

// NewRequest makes a request that is answered through reply.
func NewRequest(data []byte, reply func([]byte) error) Request {
	return Request{Data: data, reply: reply}
}

// Reply sends the answer, a CDR payload with its encapsulation header. It may come from any goroutine, and later, but once.
func (r Request) Reply(data []byte) error { return r.reply(data) }

// ServiceHandler takes a request. It runs on the adapter's goroutine of that service and should be short.
type ServiceHandler func(Request)

// Server is a bus on which services can be offered.
type Server interface {
	// Serve calls handler for each request until the returned closer is closed; Close waits for a running handler.
	Serve(service Service, handler ServiceHandler) (io.Closer, error)
}

// Services is a bus with services.
type Services interface {
	Server
	// Client makes a client of a service, whether its server is there or not.
	Client(service Service) (Client, error)
}

// Client calls a service.
type Client interface {
	// Call waits for a server, sends one CDR payload with its encapsulation header and waits for the reply, until ctx ends.
	Call(ctx context.Context, request []byte) ([]byte, error)
	io.Closer
}

// Package topics says what a bus is: named topics of typed messages, as raw CDR, with a quality of service.
//
// The adapters are topics/ros2 (DDS), topics/ros1 (TCPROS), topics/bag (recordings) and topics/memory (in process).
package topics

import "io"

// Received is one message as it came from a bus.
type Received struct {
	// Topic is the fully qualified ROS name, such as "/camera/front/image_raw".
	Topic string
	// Data is the CDR payload with its four-byte encapsulation header. The handler owns it until Release.
	Data []byte
	// SourceNanos is when the publisher sent it, ReceiveNanos when it arrived; Unix time, 0 if unknown.
	SourceNanos, ReceiveNanos int64

	release func([]byte)
}

// NewReceived makes a message whose buffer goes back through release (nil: left to the garbage collector).
func NewReceived(topic string, data []byte, sourceNanos, receiveNanos int64, release func([]byte)) Received {
	return Received{Topic: topic, Data: data, SourceNanos: sourceNanos, ReceiveNanos: receiveNanos, release: release}
}

// Release gives the buffer back for reuse; Data must not be touched afterwards. Calling it is optional.
func (r *Received) Release() {
	if r.release != nil && r.Data != nil {
		r.release(r.Data)
	}
	r.Data, r.release = nil, nil
}

// Handler takes a received message. It runs on the adapter's goroutine of that subscription and should be short.
type Handler func(Received)

// Endpoint names one end of a topic: what is subscribed or advertised.
type Endpoint struct {
	// Topic is the fully qualified ROS name.
	Topic string
	// Type is the ROS interface name, such as "sensor_msgs/msg/Image".
	Type string
	// Definition is the type's .msg text with its dependencies, for recordings that explain themselves; else empty.
	Definition string
	// TypeHash is the type's "RIHS01_…", which ROS 2 announces since Iron; else empty.
	TypeHash string
	QoS      QoS

	// Optional says that a topic without publishers is no trouble, such as one for commands.
	Optional bool
}

// Publisher sends messages of one topic.
type Publisher interface {
	// Publish sends one CDR payload with its encapsulation header; data is free for reuse when it returns.
	Publish(data []byte) error
	io.Closer
}

// Advertiser opens publishers.
type Advertiser interface {
	Advertise(endpoint Endpoint) (Publisher, error)
}

// Bus is a place where topics are subscribed and advertised.
type Bus interface {
	// Subscribe calls handler for each message until the returned closer is closed; Close waits for a running handler.
	Subscribe(endpoint Endpoint, handler Handler) (io.Closer, error)
	Advertiser
	io.Closer
}

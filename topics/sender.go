package topics

import (
	"fmt"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
)

// Sender publishes messages T of one topic from any goroutine.
type Sender[T msgs.Message] struct {
	publisher Publisher
	codec     *cdr.Codec[T]
}

// NewSender advertises a topic.
func NewSender[T msgs.Message](bus Advertiser, topic string, qos QoS) (*Sender[T], error) {
	endpoint, err := EndpointOf[T](topic, qos)
	if err != nil {
		return nil, err
	}
	codec := cdr.For[T]()
	if err := codec.Err(); err != nil {
		return nil, fmt.Errorf("advertise %s: %w", topic, err)
	}
	publisher, err := bus.Advertise(endpoint)
	if err != nil {
		return nil, err
	}
	return &Sender[T]{publisher: publisher, codec: codec}, nil
}

// Send publishes one message.
func (s *Sender[T]) Send(message *T) error { return s.publisher.Publish(s.codec.Marshal(nil, message)) }

// Close withdraws the topic; a nil Sender has none.
func (s *Sender[T]) Close() error {
	if s == nil {
		return nil
	}
	return s.publisher.Close()
}

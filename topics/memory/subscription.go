package memory

import "github.com/thinker3d/thinker3d/topics"

// subscription queues messages for one handler.
type subscription struct {
	topic *topic
	qos   topics.QoS
	queue *topics.Queue
}

// Close stops the deliveries and waits for a running handler.
func (s *subscription) Close() error {
	s.topic.removeSubscription(s)
	s.queue.Close()
	return nil
}

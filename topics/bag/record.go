package bag

import "github.com/thinker3d/thinker3d/topics"

// Record is one message to write.
type Record struct {
	// Topic is the fully qualified ROS name, Type the interface name, such as "sensor_msgs/msg/Image".
	Topic, Type string
	// Definition is the type's text with its dependencies, as package definition makes it.
	Definition string
	// QoS is what the topic is offered with when it is played. The first record of a topic decides.
	QoS topics.QoS
	// LogNanos orders the bag; PublishNanos is when the message was sent. Neither may be negative.
	LogNanos, PublishNanos int64
	// Data is the CDR payload; it is free for reuse when Write returns.
	Data []byte
}

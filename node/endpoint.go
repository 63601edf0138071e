package node

import (
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/msgs/description"
	"github.com/thinker3d/thinker3d/topics"
)

// endpointOf is an end of a topic of messages T, with all that recordings and the ROS 2 graph tell of the type.
func endpointOf[T msgs.Message](topic string, qos topics.QoS) (topics.Endpoint, error) {
	text, err := definition.Of[T]()
	if err != nil {
		return topics.Endpoint{}, err
	}
	described, err := description.Of[T]()
	if err != nil {
		return topics.Endpoint{}, err
	}
	name := described.TypeDescription.TypeName
	return topics.Endpoint{Topic: topic, Type: name, Definition: text, TypeHash: described.Hash(), QoS: qos}, nil
}

package node

import (
	"cmp"
	"io"
	"strings"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

// overridden is a bus on which some topics have another quality of service than the node asks for.
type overridden struct {
	Bus
	overrides map[string]map[string]config.QoSOverride
}

// Subscribe opens the topic with its override, if there is one.
func (o overridden) Subscribe(endpoint topics.Endpoint, handler topics.Handler) (io.Closer, error) {
	return o.Bus.Subscribe(o.of(endpoint, config.SideSubscription), handler)
}

// Advertise opens the topic with its override, if there is one.
func (o overridden) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	return o.Bus.Advertise(o.of(endpoint, config.SidePublisher))
}

// of looks past case, which the configuration's keys lose.
func (o overridden) of(endpoint topics.Endpoint, side string) topics.Endpoint {
	for topic, sides := range o.overrides {
		override, set := sides[side]
		if !set || !strings.EqualFold(topic, endpoint.Topic) {
			continue
		}
		endpoint.QoS.Reliability = cmp.Or(topics.Reliability(override.Reliability), endpoint.QoS.Reliability)
		endpoint.QoS.Durability = cmp.Or(topics.Durability(override.Durability), endpoint.QoS.Durability)
		endpoint.QoS.Depth = cmp.Or(override.Depth, endpoint.QoS.Depth)
	}
	return endpoint
}

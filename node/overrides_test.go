package node

import (
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

func TestOverrides(t *testing.T) {
	bus := overridden{overrides: map[string]map[string]config.QoSOverride{
		"/camera/front/image": {config.SideSubscription: {Reliability: "reliable", Depth: 3}},
		"/eye/points":         {config.SidePublisher: {Durability: "transient_local", Depth: 1}},
	}}
	image := topics.Endpoint{Topic: "/Camera/front/image", QoS: topics.SensorData()}
	if got := bus.of(image, config.SideSubscription).QoS; got != (topics.QoS{Reliability: topics.Reliable, Durability: topics.Volatile, Depth: 3}) {
		t.Errorf("the image is subscribed with %+v", got)
	}
	if got := bus.of(image, config.SidePublisher).QoS; got != topics.SensorData() {
		t.Errorf("the image is published with %+v", got)
	}
	points := topics.Endpoint{Topic: "/eye/points", QoS: topics.Default()}
	if got := bus.of(points, config.SidePublisher).QoS; got != topics.Latched() {
		t.Errorf("points are published with %+v", got)
	}
}

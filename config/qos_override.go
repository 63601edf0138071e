package config

import "fmt"

// Sides of a topic that a quality of service may be set for.
const (
	SidePublisher    = "publisher"
	SideSubscription = "subscription"
)

// QoSOverride is what is set instead of the quality of service that the node asks for; empty values leave it.
type QoSOverride struct {
	Reliability string `mapstructure:"reliability"`
	Durability  string `mapstructure:"durability"`
	Depth       int    `mapstructure:"depth"`
}

func (c Config) overrideRules() []rule {
	var rules []rule
	for topic, sides := range c.QoSOverrides {
		for side, override := range sides {
			key := fmt.Sprintf("qos_overrides.%s.%s", topic, side)
			rules = append(rules,
				rule{key, matches(topicPattern, topic) && (side == SidePublisher || side == SideSubscription), "an absolute topic name, then publisher or subscription", topic + "." + side},
				rule{key + ".reliability", oneOf(override.Reliability, "", "reliable", "best_effort"), "reliable or best_effort", override.Reliability},
				rule{key + ".durability", oneOf(override.Durability, "", "volatile", "transient_local"), "volatile or transient_local", override.Durability},
				rule{key + ".depth", override.Depth >= 0 && override.Depth <= maximumDepth, fmt.Sprintf("1 to %d", maximumDepth), override.Depth},
			)
		}
	}
	return rules
}

func oneOf(value string, allowed ...string) bool {
	for _, one := range allowed {
		if value == one {
			return true
		}
	}
	return false
}

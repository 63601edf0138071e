package memory

import (
	"bytes"

	"github.com/thinker3d/thinker3d/topics"
)

// publisher is guarded by its topic's mutex.
type publisher struct {
	topic  *topic
	qos    topics.QoS
	kept   []sample
	closed bool
}

// Publish copies data into the queue of each matching subscription.
func (p *publisher) Publish(data []byte) error { return p.topic.publish(p, data) }

// Close forgets what was kept for late subscribers.
func (p *publisher) Close() error {
	p.topic.removePublisher(p)
	return nil
}

func (p *publisher) keep(sent sample) {
	if len(p.kept) == p.qos.Depth {
		copy(p.kept, p.kept[1:])
		p.kept = p.kept[:len(p.kept)-1]
	}
	p.kept = append(p.kept, sample{data: bytes.Clone(sent.data), nanos: sent.nanos})
}

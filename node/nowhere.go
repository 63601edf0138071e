package node

import "github.com/thinker3d/thinker3d/topics"

// nowhere is a Recorder that keeps nothing.
type nowhere struct{}

// SetTime does nothing.
func (nowhere) SetTime(int64) {}

// Advertise makes a publisher that does nothing.
func (nowhere) Advertise(topics.Endpoint) (topics.Publisher, error) { return nowhere{}, nil }

// Publish does nothing.
func (nowhere) Publish([]byte) error { return nil }

// Close does nothing.
func (nowhere) Close() error { return nil }

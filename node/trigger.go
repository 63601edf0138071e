package node

import "time"

// Trigger says about which moments a question is put: with StampNanos about the first one stamped then or later; with Topic about the
// next one gathered after each of its messages; else about the first one gathered After since the first picture came, and again each
// time that Every has passed.
type Trigger struct {
	After, Every time.Duration
	StampNanos   int64
	Topic        string
}

// trigger is a Trigger at work.
type trigger struct {
	Trigger
	armed     bool
	nextNanos int64
}

// begin hears that the first picture came.
func (t *trigger) begin(nowNanos int64) {
	t.armed = t.armed || t.Topic == ""
	t.nextNanos = nowNanos + t.After.Nanoseconds()
}

// hear takes the topic of a message that came.
func (t *trigger) hear(topic string) {
	t.armed = t.armed || t.Topic != "" && t.Topic == topic
}

func (t *trigger) isDue(stampNanos, nowNanos int64) bool {
	switch {
	case !t.armed || t.Topic != "":
		return t.armed
	case t.StampNanos != 0:
		return stampNanos >= t.StampNanos
	}
	return nowNanos >= t.nextNanos
}

// fire is told that the question is put, and waits for the next time if there is one.
func (t *trigger) fire(nowNanos int64) {
	every := t.Every.Nanoseconds()
	t.armed = every > 0 && t.Topic == "" && t.StampNanos == 0
	if t.armed && t.nextNanos <= nowNanos {
		t.nextNanos += ((nowNanos-t.nextNanos)/every + 1) * every
	}
}

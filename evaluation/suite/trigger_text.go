package suite

import "github.com/thinker3d/thinker3d/node"

// triggerText says when a question is put.
func triggerText(t node.Trigger) string {
	switch {
	case t.StampNanos != 0:
		return "at " + stampText(t.StampNanos)
	case t.Topic != "":
		return "on each message of " + t.Topic
	case t.Every != 0:
		return "every " + t.Every.String()
	}
	return "at " + t.After.String()
}

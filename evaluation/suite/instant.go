package suite

import (
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// instant is a time in a recording: so long after its first picture, or a stamp in Unix nanoseconds, which is not 0.
type instant struct {
	after      time.Duration
	stampNanos int64
}

// UnmarshalYAML takes 1.5s, 2026-01-01T00:00:01.5Z or nanoseconds.
func (i *instant) UnmarshalYAML(node *yaml.Node) error {
	if after, err := time.ParseDuration(node.Value); err == nil && after >= 0 {
		i.after = after
		return nil
	}
	if stamp, err := time.Parse(time.RFC3339Nano, node.Value); err == nil {
		i.stampNanos = stamp.UnixNano()
		return nil
	}
	if nanos, err := strconv.ParseInt(node.Value, 10, 64); err == nil && nanos > 0 {
		i.stampNanos = nanos
		return nil
	}
	return &yaml.TypeError{Errors: []string{fmt.Sprintf(
		"line %d: %q is no time: write how long after the first picture (1.5s), or a stamp (2026-01-01T00:00:01.5Z, or Unix nanoseconds)", node.Line, node.Value)}}
}

// String is the time as it may be written.
func (i instant) String() string {
	if i.stampNanos != 0 {
		return stampText(i.stampNanos)
	}
	return i.after.String()
}

func stampText(nanos int64) string { return time.Unix(0, nanos).UTC().Format(time.RFC3339Nano) }

package msgs

const nanosPerSecond = 1_000_000_000

// Time is builtin_interfaces/msg/Time: a point in time as seconds and nanoseconds.
type Time struct {
	Sec     int32
	Nanosec uint32
}

// ROSType names the interface.
func (Time) ROSType() string { return "builtin_interfaces/msg/Time" }

// Nanos is the time in nanoseconds.
func (t Time) Nanos() int64 { return int64(t.Sec)*nanosPerSecond + int64(t.Nanosec) }

// TimeFromNanos splits nanoseconds into seconds and the rest.
func TimeFromNanos(nanos int64) Time {
	sec, rest := nanos/nanosPerSecond, nanos%nanosPerSecond
	if rest < 0 {
		sec, rest = sec-1, rest+nanosPerSecond
	}
	return Time{Sec: int32(sec), Nanosec: uint32(rest)}
}

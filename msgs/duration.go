package msgs

import "time"

// Duration is builtin_interfaces/msg/Duration: seconds and nanoseconds, these never negative.
type Duration struct {
	Sec     int32
	Nanosec uint32
}

// ROSType names the interface.
func (Duration) ROSType() string { return "builtin_interfaces/msg/Duration" }

// Length is the duration as Go has it.
func (d Duration) Length() time.Duration {
	return time.Duration(int64(d.Sec)*nanosPerSecond + int64(d.Nanosec))
}

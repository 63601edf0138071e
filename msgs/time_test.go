package msgs

import (
	"math"
	"reflect"
	"testing"
)

func TestTimeFromNanos(t *testing.T) {
	for nanos, want := range map[int64]Time{
		0:                             {},
		1:                             {Nanosec: 1},
		-1:                            {Sec: -1, Nanosec: 999_999_999},
		-1_000_000_000:                {Sec: -1},
		1_700_000_000_123_456_789:     {Sec: 1_700_000_000, Nanosec: 123_456_789},
		math.MaxInt32 * 1_000_000_000: {Sec: math.MaxInt32},
	} {
		got := TimeFromNanos(nanos)
		if got != want || got.Nanos() != nanos {
			t.Errorf("%d ns: got %+v, which is %d ns; want %+v", nanos, got, got.Nanos(), want)
		}
	}
}

func TestFieldName(t *testing.T) {
	type message struct {
		K           int32
		IsBigendian bool
		XOffset     uint32
		FrameID     string `ros:"frame_id"`
	}
	fields := reflect.TypeFor[message]()
	for i, want := range []string{"k", "is_bigendian", "x_offset", "frame_id"} {
		if got := FieldName(fields.Field(i)); got != want {
			t.Errorf("%s: got %s, want %s", fields.Field(i).Name, got, want)
		}
	}
}

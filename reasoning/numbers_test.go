package reasoning

import (
	"math"
	"os"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

func TestFloat16KeepsEveryValue(t *testing.T) {
	for bits := range 1 << 16 {
		word := uint16(bits)
		value := fromFloat16(word)
		if value != value {
			if back := fromFloat16(toFloat16(value)); back == back {
				t.Fatalf("%#04x: not a number becomes %v", word, back)
			}
			continue
		}
		if back := toFloat16(value); back != word {
			t.Fatalf("%#04x is %v, and back %#04x", word, value, back)
		}
	}
}

func TestFloat16RoundsToNearestEven(t *testing.T) {
	for bits := range 0x7bff {
		low, high := fromFloat16(uint16(bits)), fromFloat16(uint16(bits+1))
		middle := (low + high) / 2
		even := uint16(bits + bits&1)
		below, above := math.Nextafter32(middle, 0), math.Nextafter32(middle, high)
		if toFloat16(middle) != even || toFloat16(below) != uint16(bits) || toFloat16(above) != uint16(bits+1) {
			t.Fatalf("around %v: %#04x %#04x %#04x", middle, toFloat16(below), toFloat16(middle), toFloat16(above))
		}
	}
	if toFloat16(65520) != 0x7c00 || toFloat16(65519) != 0x7bff || toFloat16(float32(math.Inf(-1))) != 0xfc00 {
		t.Error("the greatest values are wrong")
	}
}

func TestBFloat16RoundsToNearestEven(t *testing.T) {
	cases := map[uint32]uint16{0x3f800000: 0x3f80, 0x3f808000: 0x3f80, 0x3f808001: 0x3f81, 0x3f818000: 0x3f82, 0xff800000: 0xff80, 0x7f7fffff: 0x7f80}
	for bits, want := range cases {
		if got := toBFloat16(math.Float32frombits(bits)); got != want {
			t.Errorf("%#08x becomes %#04x, want %#04x", bits, got, want)
		}
	}
	if got := toBFloat16(math.Float32frombits(0x7f800001)); got&0x7f80 != 0x7f80 || got&0x7f == 0 {
		t.Errorf("not a number becomes %#04x", got)
	}
}

func TestFillAndNumbers(t *testing.T) {
	environment := openEnvironment(t)
	defer closed(t, environment)
	many := make([]float32, 1<<18+1) // filled side by side
	for i := range many {
		many[i] = float32(i%256) - 128
	}
	for _, kind := range []onnx.Element{onnx.Float32, onnx.Float16, onnx.BFloat16} {
		for _, want := range [][]float32{{1.5, -2, 0}, many} {
			tensor, err := onnx.New(kind, int64(len(want)))
			if err != nil {
				t.Fatal(err)
			}
			if err := fill(tensor, want); err != nil || !slices.Equal(numbers(tensor), want) {
				t.Errorf("%d numbers as %s are not what they were: %v", len(want), kind, err)
			}
			if err := fill(tensor, want[:2]); err == nil {
				t.Errorf("%s: two numbers filled %d places", kind, len(want))
			}
			closed(t, tensor)
		}
	}
}

func openEnvironment(t *testing.T) *onnx.Environment {
	t.Helper()
	environment, err := onnx.Open(library(t))
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

// library is ONNX Runtime's path; without it, what needs it is skipped.
func library(t testing.TB) string {
	t.Helper()
	path := os.Getenv(LibraryVariable)
	if path == "" {
		t.Skip(LibraryVariable + " does not name an onnx runtime library")
	}
	return path
}

func closed(t testing.TB, closer interface{ Close() error }) {
	t.Helper()
	if err := closer.Close(); err != nil {
		t.Error(err)
	}
}

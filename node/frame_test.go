package node

import (
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

func imagePayload() []byte {
	picture := msgs.Image{Header: msgs.Header{FrameID: "front"}, Height: 480, Width: 640, Encoding: "rgb8", Step: 1920, Data: make([]byte, 480*1920)}
	return cdr.For[msgs.Image]().Marshal(nil, &picture)
}

// TestReadingFramesCostsNoMemory also proves that the pixels are not copied: 920 kB a frame would show.
func TestReadingFramesCostsNoMemory(t *testing.T) {
	reader, err := newFrameReader(msgs.Image{}.ROSType(), config.Views{MaximumDark: 1, MaximumBright: 1})
	if err != nil {
		t.Fatal(err)
	}
	data := imagePayload()
	allocations := testing.AllocsPerRun(100, func() {
		f, err := reader.read(topics.NewReceived("/front", data, 0, 0, nil))
		if err != nil || f.header.FrameID != "front" || &f.image.Data[0] != &data[len(data)-len(f.image.Data)] {
			t.Fatalf("frame %+v, error %v", f, err)
		}
		f.release()
	})
	if allocations != 0 {
		t.Errorf("%g allocations a frame", allocations)
	}
}

func TestFrameGivesTheBufferBackOnce(t *testing.T) {
	reader, err := newFrameReader(msgs.Image{}.ROSType(), config.Views{MaximumDark: 1, MaximumBright: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"good": imagePayload(), "bad": {0, 1, 0, 0, 1}} {
		released := 0
		f, err := reader.read(topics.NewReceived("/front", data, 0, 0, func([]byte) { released++ }))
		if (err == nil) != (name == "good") {
			t.Fatalf("%s: %v", name, err)
		}
		if err == nil {
			f.release()
		} else if !strings.Contains(err.Error(), "topic /front") {
			t.Errorf("%v does not name the topic", err)
		}
		if released != 1 {
			t.Errorf("%s: released %d times", name, released)
		}
	}
}

func TestOtherTypesAreNoCamera(t *testing.T) {
	if _, err := newFrameReader("std_msgs/msg/String", config.Views{MaximumDark: 1, MaximumBright: 1}); err == nil {
		t.Error("a string was taken for a camera")
	}
}

package node

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

// recording gives its messages in turn.
type recording []topics.Received

func (r *recording) Next() (topics.Received, error) {
	if len(*r) == 0 {
		return topics.Received{}, io.EOF
	}
	next := (*r)[0]
	*r = (*r)[1:]
	return next, nil
}

func record(topic string, stamp, log int64) topics.Received {
	picture := msgs.Image{Header: msgs.Header{Stamp: msgs.TimeFromNanos(stamp)}, Height: 2, Width: 2, Encoding: "mono8", Step: 2, Data: make([]byte, 4)}
	return topics.NewReceived(topic, cdr.For[msgs.Image]().Marshal(nil, &picture), 0, log, nil)
}

func depth(topic string, stamp, log int64) topics.Received {
	picture := msgs.Image{Header: msgs.Header{Stamp: msgs.TimeFromNanos(stamp)}, Height: 2, Width: 2, Encoding: "16UC1", Step: 4, Data: make([]byte, 8)}
	return topics.NewReceived(topic, cdr.For[msgs.Image]().Marshal(nil, &picture), 0, log, nil)
}

// TestReplayThatCannotAskSaysWhy has recordings of which no question can be asked.
func TestReplayThatCannotAskSaysWhy(t *testing.T) {
	image := msgs.Image{}.ROSType()
	for name, c := range map[string]struct {
		cameras int
		types   map[string]string
		source  recording
		wants   []string
	}{
		"no such topic":    {1, nil, nil, []string{"camera c0", "no topic /c0"}},
		"no images":        {1, map[string]string{"/c0": "nav_msgs/msg/Odometry"}, nil, []string{"camera c0", "/c0", "nav_msgs/msg/Odometry"}},
		"too many cameras": {9, map[string]string{"/c0": image}, nil, []string{"9 cameras", "8 views", "`cameras`"}},
		"no stamps": {2, map[string]string{"/c0": image, "/c1": image}, recording{record("/c0", 0, 1e9), record("/c0", 0, 2e9)},
			[]string{"camera c0: 2 frames, 2 zero_stamp", "camera c1: 0 frames"}},
		"no colours": {1, map[string]string{"/c0": image}, recording{depth("/c0", 1e9, 1e9)}, []string{"no question could be put", "1 questions", "camera c0", "16UC1"}},
		"one camera only": {2, map[string]string{"/c0": image, "/c1": image}, recording{record("/c0", 1e9, 1e9)},
			[]string{"camera c0: 1 frames, 1 partial_set", "camera c1: 0 frames", "partial drop"}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := config.Default()
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.cameras {
				cfg.Cameras = append(cfg.Cameras, config.Camera{Name: fmt.Sprintf("c%d", i), ImageTopic: fmt.Sprintf("/c%d", i)})
			}
			replay := Replay{Config: cfg, Reasoner: newModel(t), Source: &c.source, Types: c.types, Queries: []Query{{Question: "Where?"}}, Log: zap.NewNop()}
			_, err = replay.Run(t.Context())
			if err == nil {
				t.Fatal("it found something to ask about")
			}
			for _, want := range c.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

// cutShort is a recording whose damage is that a file ends.
type cutShort struct{}

func (cutShort) Next() (topics.Received, error) {
	return topics.Received{}, fmt.Errorf("damaged: %w", io.EOF)
}

// TestReplayOfADamagedRecordingFails has a damage that wraps the end of a file.
func TestReplayOfADamagedRecordingFails(t *testing.T) {
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Cameras = []config.Camera{{Name: "c0", ImageTopic: "/c0"}}
	replay := Replay{Config: cfg, Reasoner: newModel(t), Source: cutShort{}, Types: map[string]string{"/c0": msgs.Image{}.ROSType()}, Log: zap.NewNop()}
	if _, err := replay.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("it ended as if it were whole: %v", err)
	}
}

package node

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/topics"
)

// refusing takes no message of a topic, as a bus does that is given too large a one.
type refusing struct {
	recorder
	topic string
}

func (r refusing) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	if endpoint.Topic == r.topic {
		return refusedTopic{topic: r.topic}, nil
	}
	return r.recorder.Advertise(endpoint)
}

type refusedTopic struct{ topic string }

func (r refusedTopic) Publish([]byte) error {
	return fmt.Errorf("publish on %s: it is too large", r.topic)
}

func (refusedTopic) Close() error { return nil }

// TestWhatTheBusRefusesIsSaid has a part of a scene that cannot be published: the others are, and the answer says what is wrong.
func TestWhatTheBusRefusesIsSaid(t *testing.T) {
	cfg := liveConfig(t)
	names := namesOf(t, cfg)
	for _, topic := range []string{names.Points, names.CameraPoses} {
		bus := refusing{newRecorder(), topic}
		outputs, err := advertise(bus, names, cfg.Scene)
		if err != nil {
			t.Fatal(err)
		}
		live := &Live{Config: cfg, Reasoner: newModel(t), Now: time.Now, Log: zap.NewNop(), calibrations: newCalibrations(cfg)}
		workers, err := newWorkers(live, outputs, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		reader, err := newFrameReader(msgs.Image{}.ROSType(), cfg.Views)
		if err != nil {
			t.Fatal(err)
		}
		set := camera.ViewSet[*frame]{StampNanos: momentNanos}
		for i, picture := range pictures() {
			f, err := reader.read(picture)
			if err != nil {
				t.Fatal(err)
			}
			set.Frames = append(set.Frames, camera.Frame[*frame]{Camera: i, StampNanos: momentNanos, Payload: f})
		}
		done, err := workers[0].do(t.Context(), job{moment: newMoment(set), question: question{text: "What is left?", at: time.Now()}})
		if err != nil {
			t.Fatal(err)
		}
		cloud := topic != names.Points
		if done.status != msgs.StatusOK || done.placed.published != cloud || !strings.Contains(done.placed.problem, "publish on "+topic+": it is too large") {
			t.Errorf("%s: %+v", topic, done)
		}
		if bus.counts[names.Answer] != 1 || (bus.counts[names.Points] == 1) != cloud || (bus.counts[names.CameraPoses] == 1) == cloud || (bus.counts[names.Markers] == 1) != cloud {
			t.Errorf("%s: published %v", topic, bus.counts)
		}
	}
}

package node

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

func at(seconds int64) time.Time { return time.Unix(seconds, 0) }

// TestSimulatedTime plays a recording of years ago twice: the clock jumps back in between.
func TestSimulatedTime(t *testing.T) {
	cfg := liveConfig(t)
	cfg.UseSimTime, cfg.Questions.MaximumAge, cfg.Questions.Patience = true, 2*time.Second, time.Second
	r := startRobot(t, cfg, newModel(t))
	clock := advertiseTo(t, r.bus, "/clock", msgs.Clock{}.ROSType())
	tell := func(seconds int32) {
		t.Helper()
		if err := clock.Publish(cdr.For[msgs.Clock]().Marshal(nil, &msgs.Clock{Clock: msgs.Time{Sec: seconds}})); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(want string) {
		for message := range r.said {
			if message == want {
				return
			}
		}
	}
	tell(1000)
	hear("simulated time has begun")
	r.look(at(1000))
	r.ask("What is left?")
	first := <-r.answers
	tell(990)
	hear("the clock jumped back: waiting views are forgotten")
	r.ask("What is right?")
	r.look(at(989))
	second := <-r.answers
	refused := make(chan msgs.SpatialAnswer, 1)
	go func() {
		refused <- r.call(msgs.AskRequest{Question: "What is behind?", MaximumAge: msgs.Duration{Nanosec: 1}})
	}()
	for seconds := int32(995); len(refused) == 0; seconds++ {
		tell(seconds)
	}
	third := <-refused
	r.end()
	if first.Header.Stamp.Sec != 1000 || second.Header.Stamp.Sec != 989 || second.Question != "What is right?" {
		t.Errorf("answered about %d and %d", first.Header.Stamp.Sec, second.Header.Stamp.Sec)
	}
	if third.Status != msgs.StatusError || third.Header.Stamp.Sec < 995 {
		t.Errorf("a question without views was not refused by simulated time: %+v", third)
	}
}

// TestCamerasThatEndBeforeTheClockJumpsBackAreMissed has one that gave a picture before, and one that never did.
func TestCamerasThatEndBeforeTheClockJumpsBackAreMissed(t *testing.T) {
	p, logs := simulated(t, liveConfig(t))
	p.setClock(at(1000).UnixNano())
	p.setClock(at(1010).UnixNano())
	p.sayTroubles()
	p.take(event{camera: 0, failure: skippedError(camera.Delayed)})
	p.setClock(at(950).UnixNano())
	p.setClock(at(960).UnixNano())
	p.sayTroubles()
	var missed []string
	for _, entry := range logs.FilterMessage("no frames come").All() {
		missed = append(missed, fmt.Sprint(entry.ContextMap()["camera"], " ", entry.ContextMap()["for"]))
	}
	if want := []string{"left 10s", "right 10s", "left 10s", "right 10s"}; !slices.Equal(missed, want) {
		t.Errorf("missed %q, want %q", missed, want)
	}
	for _, status := range diagnosed(t, p)[:2] {
		if status.Level != diagnostic.LevelStale {
			t.Errorf("%+v", status)
		}
	}
}

// TestNothingIsAskedBeforeTheClock has views of any age wanted, and some there.
func TestNothingIsAskedBeforeTheClock(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.MaximumAge = 0
	p, _ := simulated(t, cfg)
	p.latest = &moment{stampNanos: at(999).UnixNano(), holders: 1}
	p.enqueue(question{text: "What is left?"})
	before := p.foremost(p.live.Now())
	p.setClock(at(1000).UnixNano())
	if after := p.foremost(p.live.Now()); before >= 0 || after != 0 {
		t.Errorf("question %d is put before the clock's first message, and %d after it", before, after)
	}
}

// simulated is a loop by a clock that has not begun.
func simulated(t *testing.T, cfg config.Config) (*loop, *observer.ObservedLogs) {
	t.Helper()
	core, logs := observer.New(zap.WarnLevel)
	clock := &simClock{}
	p, err := newLoop(&Live{Config: cfg, Reasoner: newModel(t), Log: zap.New(core), Now: clock.now, clock: clock, calibrations: newCalibrations(cfg)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.started, p.diagnosis = clock.now(), newDiagnosis(cfg.Diagnostics, "/eye")
	return p, logs
}

// diagnosed is what is told now.
func diagnosed(t *testing.T, p *loop) (told []diagnostic.Status) {
	t.Helper()
	p.tell = func(array *diagnostic.Array) error {
		told = array.Status
		return nil
	}
	if err := p.diagnose(); err != nil {
		t.Fatal(err)
	}
	return told
}

package node

import (
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
)

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
	at := func(seconds int64) time.Time { return time.Unix(seconds, 0) }
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

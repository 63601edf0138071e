package node

import (
	"fmt"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

// simClock is the time that /clock tells; 0 until the first message.
type simClock struct{ nanos atomic.Int64 }

func (c *simClock) now() time.Time { return time.Unix(0, c.nanos.Load()) }

// clockHandler tells the loop of each message of /clock, after the frames that came before it.
func clockHandler(send func(event) bool) topics.Handler {
	codec := cdr.For[msgs.Clock]()
	return func(received topics.Received) {
		defer received.Release()
		var clock msgs.Clock
		if err := codec.Unmarshal(received.Data, &clock); err != nil {
			send(event{camera: noCamera, failure: fmt.Errorf("topic %s: %w", received.Topic, err)})
			return
		}
		nanos := clock.Clock.Nanos()
		send(event{camera: noCamera, clock: &nanos})
	}
}

// setClock takes over the simulated time and does what is due. When it jumps back, as when a bag begins anew, all views
// are of a time that is not yet: they are forgotten.
func (p *loop) setClock(nanos int64) {
	before := p.live.clock.nanos.Swap(nanos)
	if nanos < before {
		p.forgetViews()
		p.troubles.report(p.live.Now(), "clock", "the clock jumped back: waiting views are forgotten", zap.Duration("by", time.Duration(before-nanos)))
	}
	if before == 0 {
		p.live.Log.Info("simulated time has begun", zap.Time("at", p.live.Now()))
	}
	if nanos < before || before == 0 {
		p.beginAnew(p.live.Now())
	}
	p.tick()
}

// beginAnew counts from now what was counted from a time of no meaning.
func (p *loop) beginAnew(now time.Time) {
	p.started, p.idleSince, p.nextAsk = now, now, p.askAfter(now)
	p.diagnosis.before, p.diagnosis.at = p.gatherer.counts(), now
	for i := range p.questions {
		p.questions[i].at, p.questions[i].since = now, now
	}
}

func (p *loop) forgetViews() {
	p.gatherer.sync.Reset()
	clear(p.gatherer.lastArrivalNanos)
	if p.live.rig != nil {
		p.live.rig.clear()
	}
	p.chooser.forget()
	if p.latest != nil {
		p.latest.release()
	}
	p.latest = nil
}

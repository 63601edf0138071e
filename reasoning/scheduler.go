package reasoning

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/queue"
)

// Why a question was not taken up, or not to its end.
var (
	ErrBusy = errors.New("too many questions wait")
	ErrLate = errors.New("the deadline passed before the model took the question up")
	// ErrMemory is for a question that does not fit in the memory that there may be at all.
	ErrMemory = errors.New("not enough memory for the question")
)

// scheduler has one goroutine, while there is something to do, that owns the decoder: it reads one prompt at a time, in parts, and between
// them steps all replies that speak together.
type scheduler struct {
	lanes    *lanes
	prefixes prefixes
	settings config.Reasoning
	// bytes is what caches and prefixes may take together, and reserved what the calls at work may need of it.
	bytes, reserved int
	waiting         queue.Queue[*call]
	reading         *call
	speaking        []*call
	steps           []decode.Step
	pace            pace

	mutex sync.Mutex
	// inbox, running, closing and counts belong to the mutex; counts.Waiting has those in the inbox too.
	inbox            []*call
	running, closing bool
	counts           Counts
	goroutine        sync.WaitGroup
}

func newScheduler(l *lanes, settings config.Reasoning) *scheduler {
	return &scheduler{lanes: l, settings: settings, bytes: settings.CacheMemory << 20}
}

// submit hands a call over; an error says that it was not taken.
func (s *scheduler) submit(c *call) error {
	c.submitted, c.done = time.Now(), make(chan struct{})
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := s.full(); err != nil {
		return err
	}
	s.inbox = append(s.inbox, c)
	s.counts.Waiting++
	if !s.running {
		s.running = true
		s.goroutine.Go(s.run)
	}
	return nil
}

// refuse says why a question would not be taken, before anything is done for it.
func (s *scheduler) refuse(order queue.Order) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if order.Late(time.Now()) {
		s.counts.Late++
		return ErrLate
	}
	return s.full()
}

// full says why no call is taken; the caller has the mutex.
func (s *scheduler) full() error {
	switch {
	case s.closing:
		return ErrClosed
	case s.counts.Waiting >= s.settings.Waiting:
		s.counts.Refused++
		return fmt.Errorf("%w: %d (reasoning.waiting)", ErrBusy, s.counts.Waiting)
	}
	return nil
}

// close refuses what waits, and returns when the replies that speak have come to their ends.
func (s *scheduler) close() {
	s.mutex.Lock()
	s.closing = true
	s.mutex.Unlock()
	s.goroutine.Wait()
}

// run works until there is nothing to do.
func (s *scheduler) run() {
	for s.gather() {
		s.dropWaiting()
		s.read()
		s.speak()
	}
}

// gather takes what came; false says that there is nothing to do, and that submit starts anew.
func (s *scheduler) gather() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, c := range s.inbox {
		s.waiting.Add(c, c.order)
	}
	clear(s.inbox)
	s.inbox = s.inbox[:0]
	s.running = s.waiting.Len() > 0 || s.reading != nil || len(s.speaking) > 0
	return s.running
}

// dropWaiting ends the calls whose deadline has passed or that nobody waits for any more.
func (s *scheduler) dropWaiting() {
	if s.waiting.Len() == 0 {
		return
	}
	s.mutex.Lock()
	closing := s.closing
	s.mutex.Unlock()
	gone := func(c *call) bool { return closing || c.ctx.Err() != nil }
	s.waiting.Drop(time.Now(), gone, func(c *call, late bool) {
		switch {
		case closing:
			s.dismiss(c, ErrClosed)
		case late:
			s.dismiss(c, ErrLate)
		default:
			s.dismiss(c, context.Cause(c.ctx))
		}
	})
}

// dismiss ends a call that was waiting.
func (s *scheduler) dismiss(c *call, err error) {
	s.mutex.Lock()
	s.counts.Waiting--
	s.mutex.Unlock()
	s.finish(c, err)
}

// finish hands a call back.
func (s *scheduler) finish(c *call, err error) {
	c.err, c.ended = err, time.Now()
	s.mutex.Lock()
	s.counts.finished(c)
	s.mutex.Unlock()
	close(c.done)
}

// release hands back a call that was at work.
func (s *scheduler) release(c *call, err error) {
	s.reserved -= c.length() * s.lanes.tokenBytes()
	s.finish(c, err)
}

// speak has every reply decide a step, and the decoder make all of them.
func (s *scheduler) speak() {
	if len(s.speaking) == 0 {
		return
	}
	began := time.Now()
	defer func() { s.countStep(time.Since(began)) }()
	s.steps = s.steps[:0]
	if err := s.draw(); err != nil {
		s.leaveAll(err)
		return
	}
	for i := 0; i < len(s.speaking); {
		step, err := s.decide(i)
		if err != nil || step.Stop != decode.StopNone {
			s.leave(i, err)
			continue
		}
		s.steps = append(s.steps, step)
		i++
	}
	if len(s.speaking) == 0 {
		return
	}
	if err := s.lanes.step(s.steps); err != nil {
		s.leaveAll(err)
		return
	}
	for i := len(s.speaking) - 1; i >= 0; i-- {
		if err := s.speaking[i].speaker.fed(s.steps[i], stepped{s.lanes, i}); err != nil {
			s.leave(i, err)
		}
	}
}

func (s *scheduler) countStep(took time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.counts.Steps++
	s.counts.Stepping += took
	s.counts.Running = s.lanes.ran
}

func (s *scheduler) decide(number int) (decode.Step, error) {
	c := s.speaking[number]
	if c.ctx.Err() != nil {
		return decode.Step{}, context.Cause(c.ctx)
	}
	step, err := s.next(number)
	if err != nil || step.Stop != decode.StopNone {
		return step, err
	}
	if rows := c.speaker.instead(step); len(rows) > 0 {
		if err := s.lanes.refeed(c.ctx, number, rows); err != nil {
			return step, fmt.Errorf("exchange the latents: %w", err)
		}
	}
	return step, nil
}

// draw has the device choose the token of every reply that leaves it to it.
func (s *scheduler) draw() error {
	p := s.lanes.picks
	if p == nil {
		return nil
	}
	for i, c := range s.speaking {
		uniform, banned, can := c.speaker.draws()
		p.drawn[i], p.uniform.Float64s()[i] = can, uniform
		if can && len(banned) != p.bans[i] {
			if err := p.ban(i, banned); err != nil {
				return err
			}
		}
	}
	return p.pick(len(s.speaking))
}

// next takes the step from what the device chose, or from the logits; they tell what is wrong where they are not finite.
func (s *scheduler) next(number int) (decode.Step, error) {
	speaker := s.speaking[number].speaker
	if p := s.lanes.picks; p != nil && p.drawn[number] {
		if token, watched, finite := p.picked(number); finite {
			return speaker.decideDrawn(token, watched)
		}
	}
	logits, err := s.lanes.logitsOf(number)
	if err != nil {
		return decode.Step{}, err
	}
	return speaker.decide(logits)
}

func (s *scheduler) leaveAll(err error) {
	for len(s.speaking) > 0 {
		s.leave(len(s.speaking)-1, err)
	}
}

// leave ends the call that has a lane, which the call with the last lane takes over.
func (s *scheduler) leave(number int, err error) {
	last := len(s.speaking) - 1
	c := s.speaking[number]
	broken := s.lanes.leave(number, last)
	s.speaking[number], s.speaking[last] = s.speaking[last], nil
	s.speaking = s.speaking[:last]
	s.release(c, err)
	if broken != nil {
		s.leave(number, broken)
	}
}

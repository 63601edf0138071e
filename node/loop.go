package node

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

const (
	noCamera = -1
	// checksPerPeriod is how often in a warning period the node looks itself over.
	checksPerPeriod = 4
	// transformCheck is how often it is looked whether a transform came that a question waits for.
	transformCheck = 10 * time.Millisecond
)

// loop owns what the live node knows: the waiting frames, the latest moment and the waiting questions.
type loop struct {
	live     *Live
	inbox    <-chan event
	jobs     chan job
	finished chan outcome
	// settings and seed are what may change while the node runs.
	settings  config.Questions
	seed      int64
	diagnosis *diagnosis
	// gpu is nil if the model runs on the CPU.
	gpu *gpu
	// tell publishes on /diagnostics.
	tell func(*diagnostic.Array) error
	// nextAsk is when the configured questions are asked again; zero is never.
	nextAsk  time.Time
	gatherer *gatherer
	chooser  *chooser
	troubles *troubles
	started  time.Time
	latest   *moment
	// latestAt is when the latest moment was complete.
	latestAt time.Time
	// working is what the workers have, workers how many there are, and jobsSoFar numbers the jobs.
	working   []job
	workers   int
	jobsSoFar uint64
	// served is the number of each client's last job, from 1.
	served map[string]uint64
	// idleSince is since when a worker has been idle.
	idleSince time.Time
	questions []question
	// overtaken is how many of them were asked again before the model took them up.
	overtaken uint64
	refusals  []job
	said      []uint64
	lost      map[string]uint64
	// sizeChecked says which cameras' pictures were compared with it since the node last looked itself over.
	sizeChecked []bool
}

func newLoop(l *Live, inbox <-chan event) (*loop, error) {
	gatherer, err := newGatherer(l.Config)
	if err != nil {
		return nil, err
	}
	chooser, err := newChooser(l.Config, l.rig, l.calibrations, l.Reasoner)
	if err != nil {
		return nil, err
	}
	for i, standing := range l.Config.Questions.Standing {
		if err := wishOfStanding(standing).check(standing.Ask, l.Reasoner.Bundle()); err != nil {
			return nil, fmt.Errorf("questions.standing[%d]: %w", i, err)
		}
	}
	return &loop{
		live: l, workers: l.Config.Reasoning.Sequences, settings: l.Config.Questions, seed: l.Config.Reasoning.Seed, inbox: inbox, jobs: make(chan job), finished: make(chan outcome), gatherer: gatherer, chooser: chooser,
		troubles: newTroubles(l.Log, l.Config.Node.WarningPeriod),
		said:     make([]uint64, len(l.Config.Cameras)),
		lost:     map[string]uint64{}, served: map[string]uint64{}, sizeChecked: make([]bool, len(l.Config.Cameras)),
	}, nil
}

func (p *loop) run(ctx context.Context) error {
	p.started = p.live.Now()
	due, health := time.NewTimer(math.MaxInt64), time.NewTicker(max(1, p.live.Config.Node.WarningPeriod/checksPerPeriod))
	diagnose := time.NewTicker(p.live.Config.Diagnostics.Period)
	defer due.Stop()
	defer diagnose.Stop()
	defer health.Stop()
	p.askAll(p.started)
	for {
		due.Reset(p.untilDue())
		jobs, next := p.nextJob()
		select {
		case <-ctx.Done():
			return nil
		case e := <-p.inbox:
			p.take(e)
		case cfg := <-p.live.changes:
			p.change(cfg)
		case <-due.C:
			p.tick()
		case <-health.C:
			p.sayTroubles()
		case jobs <- next:
			p.handedOver(next)
		case done := <-p.finished:
			p.diagnosis.heard(done)
			if done.placed.problem != "" {
				p.troubles.report(p.live.Now(), "scene", "a scene is not published as configured", zap.String("reason", done.placed.problem))
			}
			p.released(done)
		case <-diagnose.C:
			if err := p.diagnose(); err != nil {
				return err
			}
		}
	}
}

// untilDue is how long nothing is to be done unless something comes. With simulated time the clock's messages say when.
func (p *loop) untilDue() time.Duration {
	now := p.live.Now()
	if p.free() && p.awaited(now) {
		return transformCheck
	}
	if p.live.clock != nil {
		return math.MaxInt64
	}
	wait := p.nextExpiry(now)
	if deadline, waiting := p.gatherer.sync.NextDeadline(); waiting {
		wait = min(wait, time.Duration(deadline-now.UnixNano()))
	}
	if !p.nextAsk.IsZero() {
		wait = min(wait, p.nextAsk.Sub(now))
	}
	return max(0, wait)
}

// tick does what is due by now.
func (p *loop) tick() {
	now := p.live.Now()
	p.settled(p.gatherer.sync.Advance(now.UnixNano()))
	p.expire(now)
	if !p.nextAsk.IsZero() && !now.Before(p.nextAsk) {
		p.askAll(now)
	}
}

// change takes over what may change while the node runs.
func (p *loop) change(cfg config.Config) {
	before := p.settings
	p.settings, p.seed = cfg.Questions, cfg.Reasoning.Seed
	switch {
	case !slices.Equal(p.settings.Ask, before.Ask):
		p.askAll(p.live.Now())
	case p.settings.Every != before.Every:
		p.nextAsk = p.askAfter(p.live.Now())
	}
}

// askAll asks the configured questions, and again when questions.every has passed, if it is not 0s.
func (p *loop) askAll(now time.Time) {
	for _, text := range p.settings.Ask {
		p.standing(question{text: text, wish: wish{client: clientStanding}}, now)
	}
	for _, standing := range p.settings.Standing {
		p.standing(question{text: standing.Ask, wish: wishOfStanding(standing)}, now)
	}
	p.nextAsk = p.askAfter(now)
}

// standing asks a configured question; one that the model has not taken up yet keeps its place and is asked of newer views.
func (p *loop) standing(q question, now time.Time) {
	q.standing = true
	place := slices.IndexFunc(p.questions, func(other question) bool { return other.standing && other.text == q.text && other.wish == q.wish })
	if place < 0 {
		p.enqueue(q)
		return
	}
	p.questions[place].at = now
	p.overtaken++
}

func (p *loop) askAfter(now time.Time) time.Time {
	if p.settings.Every == 0 || len(p.settings.Ask)+len(p.settings.Standing) == 0 {
		return time.Time{}
	}
	return now.Add(p.settings.Every)
}

// free tells whether a worker is idle.
func (p *loop) free() bool { return len(p.working) < p.workers }

// nextJob is what a worker should do next, with the channel to it; both are nil while there is nothing, or all are busy.
func (p *loop) nextJob() (chan<- job, job) {
	switch {
	case !p.free():
		return nil, job{}
	case len(p.refusals) > 0:
		next := p.refusals[0]
		next.number = p.jobsSoFar
		return p.jobs, next
	}
	place := p.foremost(p.live.Now())
	if place < 0 {
		return nil, job{}
	}
	q := p.questions[place]
	return p.jobs, job{question: q, moment: p.chooser.choose(p.latest, q.cameras), place: place, number: p.jobsSoFar, seed: p.seed}
}

func (p *loop) handedOver(j job) {
	p.working = append(p.working, j)
	p.jobsSoFar++
	if j.moment == nil {
		p.refusals = p.refusals[1:]
		return
	}
	j.moment.keep()
	if p.chooser.problem != "" {
		p.troubles.report(p.live.Now(), "choice of cameras", "cameras are not chosen by what they see", zap.String("reason", p.chooser.problem))
	}
	p.questions = slices.Delete(p.questions, j.place, j.place+1)
	p.served[j.question.wish.client] = p.jobsSoFar
}

// released lets go of the moment that a worker was done with.
func (p *loop) released(done outcome) {
	if !p.free() {
		p.idleSince = p.live.Now()
	}
	p.working = slices.DeleteFunc(p.working, func(j job) bool { return j.number == done.job })
	if done.moment != nil {
		done.moment.release()
	}
}

func (p *loop) take(e event) {
	now := p.live.Now()
	switch {
	case e.failure != nil:
		key := "message unreadable"
		var skipped skippedError
		if e.camera != noCamera {
			p.settled(p.gatherer.refuse(e.camera, e.failure, now.UnixNano()))
			if errors.As(e.failure, &skipped) {
				return // it is counted, and said with the other drops
			}
			key = p.live.Config.Cameras[e.camera].ImageTopic + " unreadable"
		} else {
			p.diagnosis.refuse(e.failure)
		}
		p.troubles.report(now, key, "a message was dropped", zap.Error(e.failure))
	case e.frame != nil:
		p.checkStamp(now, e)
		p.checkSize(now, e)
		p.settled(p.gatherer.add(e.camera, e.frame, now.UnixNano()))
	case e.clock != nil:
		p.setClock(*e.clock)
	case e.withdrawn != nil:
		p.withdraw(e.withdrawn)
	default:
		p.enqueue(*e.question)
	}
}

func (p *loop) settled(sets []camera.ViewSet[*frame]) {
	for _, set := range sets {
		if p.awaited(p.live.Now()) {
			newMoment(set).release()
			continue
		}
		if p.latest != nil {
			p.latest.release()
		}
		p.latest, p.latestAt = newMoment(set), p.live.Now()
		p.chooser.add(p.latest)
	}
}

// fits says whether a question can be put now.
func (p *loop) fits(q question, now time.Time) bool {
	return q.fits(p.latest, p.chooser.wanted(q.cameras), now)
}

// awaits tells whether the latest moment's cameras are not yet placed in the robot's frame, and may still be.
func (p *loop) awaits(now time.Time) bool {
	return p.live.rig != nil && p.latest != nil && now.Sub(p.latestAt) < p.live.Config.Rig.Patience && p.live.rig.waitsFor(p.latest.stampNanos, p.latest.frames)
}

// awaited tells whether a question waits for that. The moment is then kept, so that newer ones, as little known, do not put the question off for ever.
func (p *loop) awaited(now time.Time) bool {
	return slices.ContainsFunc(p.questions, func(q question) bool { return p.fits(q, now) }) && p.awaits(now)
}

// dismiss gives back what was still waiting when the node stopped, and tells those who still wait for an answer.
func (p *loop) dismiss() {
	for _, refused := range p.refusals {
		p.questions = append(p.questions, refused.question)
	}
	for _, q := range p.questions {
		p.live.dismiss(q)
	}
	p.questions, p.refusals = nil, nil
	p.gatherer.sync.Reset()
	p.chooser.forget()
	for _, j := range p.working {
		if j.moment != nil {
			j.moment.release()
		}
	}
	p.working = nil
	if p.latest != nil {
		p.latest.release()
		p.latest = nil
	}
}

package node

import (
	"fmt"
	"math"
	"slices"
	"time"

	"go.uber.org/zap"
)

// enqueue keeps the latest questions; one that gives way is refused aloud.
func (p *loop) enqueue(q question) {
	most := p.settings.Queue
	for len(p.questions) >= most {
		reason := fmt.Sprintf("dropped: more than %d questions were waiting (questions.queue)", most)
		p.troubles.report(p.live.Now(), "question queue", "a question was dropped", zap.String("reason", reason))
		p.refuse(0, reason)
	}
	q.at = p.live.Now()
	q.since = q.at
	if q.maximumAge == nil {
		age := p.settings.MaximumAge
		q.maximumAge = &age
	}
	p.questions = append(p.questions, q)
}

// refuse takes a question out of the queue; the worker tells why.
func (p *loop) refuse(place int, reason string) {
	if q := p.questions[place]; q.asker != nil || len(p.refusals) < p.settings.Queue {
		p.refusals = append(p.refusals, job{question: q, refusal: reason})
	}
	p.questions = slices.Delete(p.questions, place, place+1)
}

// withdraw takes the question of an asker out of the queue; if the model has it, its worker notices by itself.
func (p *loop) withdraw(asker asker) {
	place := slices.IndexFunc(p.questions, func(q question) bool { return q.asker == asker })
	if place < 0 {
		return
	}
	p.refusals = append(p.refusals, job{question: p.questions[place], refusal: "cancelled before the model took it up", withdrawn: true})
	p.questions = slices.Delete(p.questions, place, place+1)
}

// expire refuses the questions whose deadline has passed, and those that have waited for views too long while the model was free.
func (p *loop) expire(now time.Time) {
	patience := p.settings.Patience
	for place := len(p.questions) - 1; place >= 0; place-- {
		q := p.questions[place]
		if q.isLate(now) {
			p.refuse(place, q.lateness())
		} else if patience > 0 && !p.fits(q, now) && now.Sub(p.waitingSince(q)) >= patience {
			p.refuse(place, fmt.Sprintf("no views came within %s (questions.patience) that it could be asked about", patience))
		}
	}
}

// nextExpiry is how long no question gives up; it is long if none waits.
func (p *loop) nextExpiry(now time.Time) time.Duration {
	wait := time.Duration(math.MaxInt64)
	if patience := p.settings.Patience; len(p.questions) > 0 && patience > 0 && p.free() {
		wait = max(0, patience-now.Sub(p.waitingSince(p.questions[0])))
	}
	for _, q := range p.questions {
		if q.wish.deadline > 0 {
			wait = min(wait, max(0, q.wish.deadline-now.Sub(q.at)))
		}
	}
	return wait
}

func (p *loop) waitingSince(q question) time.Time {
	if q.since.Before(p.idleSince) {
		return p.idleSince
	}
	return q.since
}

// foremost is where the question stands that is to be put now: of the highest priority, of the client that was served longest ago, the
// longest waiting; -1 if none can be put.
func (p *loop) foremost(now time.Time) int {
	best := -1
	for place, q := range p.questions {
		if p.fits(q, now) && (best < 0 || p.before(q.wish, p.questions[best].wish)) {
			best = place
		}
	}
	if best >= 0 && p.awaits(now) {
		return -1
	}
	return best
}

func (p *loop) before(one, older wish) bool {
	if one.priority != older.priority {
		return one.priority > older.priority
	}
	return p.served[one.client] < p.served[older.client]
}

package node

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// Query is a question that a replay puts, and when.
type Query struct {
	Question string
	// Cameras are the names of those to look at, in this order; empty is all.
	Cameras []string
	Trigger Trigger
	// Mode is what of a reply is wanted, and MaximumThinking after how many tokens the thinking is ended, as in reasoning.Request.
	Mode            config.Mode
	MaximumThinking int
	// Times is how often it is put about each moment, each time with a new look at the pictures; 0 is once.
	Times int
}

// Answered is an answer with what it was drawn from; all of it is valid until the call returns.
type Answered struct {
	// Query is the place of the query in the replay, Time the number of this answer among its Times, from 0.
	Query, Time int
	Answer      *msgs.SpatialAnswer
	// Pictures are those of Answer.Views; nil if they could not be decoded.
	Pictures []pixels.Picture
	// Cloud is what was published of the scene; nil if nothing was.
	Cloud *msgs.PointCloud2
}

// query is a Query at work.
type query struct {
	Query
	trigger trigger
	cameras []int
}

func newQueries(cameras []config.Camera, queries []Query) ([]query, error) {
	made := make([]query, len(queries))
	for i, q := range queries {
		indexes, err := camerasNamed(cameras, q.Cameras)
		if err != nil {
			return nil, err
		}
		made[i] = query{Query: q, trigger: trigger{Trigger: q.Trigger}, cameras: indexes}
	}
	return made, nil
}

// plan is a moment and the queries that are put about it.
type plan struct {
	*moment
	queries []int
	// gatheredNanos is the log time at which the moment was complete.
	gatheredNanos int64
}

// wake tells the triggers what came.
func (r *replayRun) wake(topic string, isCamera bool) {
	for i := range r.queries {
		if isCamera && !r.begun {
			r.queries[i].trigger.begin(r.nowNanos)
		}
		r.queries[i].trigger.hear(topic)
	}
	r.begun = r.begun || isCamera
}

// planFor says what is asked about a moment.
func (r *replayRun) planFor(m *moment) plan {
	p := plan{moment: m, gatheredNanos: r.nowNanos}
	for i := range r.queries {
		q := &r.queries[i]
		if m.has(r.chooser.wanted(q.cameras)) && q.trigger.isDue(m.stampNanos, r.nowNanos) {
			q.trigger.fire(r.nowNanos)
			p.queries = append(p.queries, i)
		}
	}
	return p
}

func (r *replayRun) askAll(ctx context.Context, p plan) error {
	for _, index := range p.queries {
		if r.Skip != nil && r.Skip(index, p.stampNanos) {
			r.summary.Skipped++
			continue
		}
		chosen := r.chooser.choose(p.moment, r.queries[index].cameras)
		if r.chooser.problem != "" {
			r.troubles.report(time.Unix(0, r.nowNanos), "choice of cameras", "cameras are not chosen by what they see", zap.String("reason", r.chooser.problem))
		}
		for turn := range max(1, r.queries[index].Times) {
			if turn > 0 {
				r.thinker.forget()
			}
			if err := r.askOne(ctx, chosen, index, turn); err != nil {
				return err
			}
		}
	}
	return nil
}

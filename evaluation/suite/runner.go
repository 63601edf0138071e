package suite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/node"
)

// Runner asks a suite's questions: several recordings at once, one model.
type Runner struct {
	Suite  *Suite
	Config config.Config
	// Model takes the questions of all recordings, one at a time.
	Model node.Reasoner
	// Workers is how many recordings are read at once.
	Workers int
	// Program is the version of this program.
	Program string
	// Progress, if not nil, is told of each outcome, from any goroutine.
	Progress func(bag string, o *Outcome)
	Log      *zap.Logger
}

// Run asks everything. The outcomes do not hang on the number of workers. What fails in one
// recording is an outcome; an error is what ended the run.
func (r *Runner) Run(ctx context.Context) (*Results, error) {
	identity, err := r.Suite.identity(r.Program, r.Config, r.Model.Bundle())
	if err != nil {
		return nil, err
	}
	journal, err := openJournal(r.Suite.JournalPath(), identity)
	if err != nil {
		return nil, err
	}
	results, err := r.run(ctx, journal)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w; what was answered is kept, and the same command goes on from there", err)
	}
	if err = errors.Join(err, journal.finish(err == nil)); err != nil {
		return nil, err
	}
	return results, nil
}

func (r *Runner) run(ctx context.Context, journal *journal) (*Results, error) {
	model := r.Model.Bundle()
	results := &Results{File: filepath.Base(r.Suite.path), Name: r.Suite.Name(), Model: model.ID(), Trained: model.Description.Trained,
		Bags: make([]BagResult, len(r.Suite.bags))}
	runs := make([]bagRun, len(r.Suite.bags))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.Workers))
	for i, plan := range r.Suite.bags {
		group.Go(func() error {
			runs[i] = bagRun{Runner: r, plan: plan, journal: journal, log: r.Log.With(zap.String("bag", plan.name))}
			return runs[i].run(ctx)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i := range runs {
		results.Bags[i] = runs[i].result
		results.Resumed += runs[i].resumed
	}
	r.addUnheld(results, runs)
	return results, nil
}

// addUnheld adds the cases at stamps that no recording holds, to the first recording that they were to be asked of.
func (r *Runner) addUnheld(results *Results, runs []bagRun) {
	type stamped struct {
		number int
		nanos  int64
	}
	held := map[stamped]bool{}
	for i := range runs {
		for _, q := range runs[i].asked {
			held[stamped{q.number, q.trigger.StampNanos}] = true
		}
	}
	for i := range runs {
		for _, q := range runs[i].outside {
			if held[stamped{q.number, q.trigger.StampNanos}] {
				continue
			}
			held[stamped{q.number, q.trigger.StampNanos}] = true
			results.Bags[i].Outcomes = append(results.Bags[i].Outcomes, Outcome{Case: r.Suite.Cases[q.number].Name, number: q.number,
				Trigger: triggerText(q.trigger), Trouble: fmt.Sprintf("it was not asked: no recording holds the stamp %s", stampText(q.trigger.StampNanos))})
			results.Bags[i].sort()
		}
	}
}

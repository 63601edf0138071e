package suite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics/bag"
)

var errUnplaced = errors.New("it was not asked: no moment came at its time")

// bagRun asks the cases of one recording.
type bagRun struct {
	*Runner
	plan    bagPlan
	journal *journal
	log     *zap.Logger
	bagHash string

	// asked are the queries, in the replay's order; outside are those whose stamp the recording does not hold.
	asked, outside []casing
	// open is what was seen of the question that is being asked.
	open    opened
	known   map[journalKey]bool
	result  BagResult
	resumed int
}

// opened is a case's outcome until its question was asked as often as is wanted.
type opened struct {
	outcome     Outcome
	observation observation
	first       sameness
	difference  error
}

// run gives an error only if the whole suite has to end.
func (b *bagRun) run(ctx context.Context) error {
	b.result = BagResult{Name: b.plan.name}
	b.known, b.bagHash = map[journalKey]bool{}, bagIdentity(b.plan.path)
	reader, err := bag.Open(ctx, b.plan.path)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		b.ask(0, 0)
		b.leave(err)
		return nil
	}
	defer func() { _ = reader.Close() }()
	b.warn(reader.Damage())
	first, last, _ := reader.TimeRange()
	if reader.Damage() != nil {
		// How far it went is not known any more.
		last = math.MaxInt64
	}
	if !reader.BeginningKnown() {
		first = 0
	}
	b.ask(first, last)
	summary, err := b.replay(ctx, reader)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	b.result.Messages, b.result.Moments, b.result.Cameras = summary.Messages, summary.Moments, summary.Cameras
	var stop stopError
	if errors.As(err, &stop) {
		return err
	}
	var damage *bag.DamageError
	if errors.As(err, &damage) {
		b.warn(damage)
	}
	if errors.Is(err, node.ErrNoneAnswered) {
		err = nil
	}
	b.sortOut(err)
	b.leave(err)
	return nil
}

// warn takes what is broken, if anything is.
func (b *bagRun) warn(damage *bag.DamageError) {
	if damage == nil {
		return
	}
	b.result.Damage = damage.Error()
	b.log.Warn("the bag is damaged: it is read as far as it goes", zap.Error(damage))
}

func (b *bagRun) replay(ctx context.Context, reader *bag.Reader) (node.Summary, error) {
	settings := b.Config
	var err error
	if len(settings.Cameras) == 0 {
		if settings.Cameras, err = reader.Cameras(); err != nil {
			return node.Summary{}, err
		}
	}
	replay := node.Replay{Config: settings, Reasoner: b.Model, Source: reader, Types: reader.Types(), Rate: b.Suite.Rate, Skip: b.skip, Answered: b.take, Log: b.log}
	for _, c := range b.asked {
		of := &b.Suite.Cases[c.number]
		replay.Queries = append(replay.Queries, node.Query{Question: of.question, Cameras: of.Cameras, Trigger: c.trigger, Times: of.Expect.Same,
			Mode: of.Mode, MaximumThinking: of.MaximumThinking})
	}
	err = reader.Select(bag.Selection{Topics: replay.Topics(), Latched: replay.Latched(), Start: b.Suite.Start, Duration: b.Suite.Duration})
	if err != nil {
		return node.Summary{}, err
	}
	return replay.Run(ctx)
}

func (b *bagRun) key(query int, stampNanos int64) journalKey {
	return journalKey{Bag: b.plan.name + " " + b.bagHash, Case: b.Suite.Cases[b.asked[query].number].Name, StampNanos: stampNanos}
}

// skip takes what is not to be asked, and what is known already: from a run that was cut off, or because two times of a case fall on one moment.
func (b *bagRun) skip(query int, stampNanos int64) bool {
	if b.isNoQuestion(query, stampNanos) {
		return true
	}
	key := b.key(query, stampNanos)
	b.asked[query].placed = true
	if b.known[key] {
		return true
	}
	o, known := b.journal.find(key)
	if known {
		b.resumed++
		b.keep(query, key, o)
	}
	return known
}

func (b *bagRun) keep(query int, key journalKey, o Outcome) {
	o.number = b.asked[query].number
	b.known[key] = true
	b.result.Outcomes = append(b.result.Outcomes, o)
	if b.Progress != nil {
		b.Progress(b.plan.name, &o)
	}
}

// take hears an answer; the last one of a question makes its outcome.
func (b *bagRun) take(answered node.Answered) error {
	of, report := &b.Suite.Cases[b.asked[answered.Query].number], node.NewReport(answered.Answer)
	same, err := samenessOf(answered, report)
	if err != nil {
		return stopError{err}
	}
	if answered.Time == 0 {
		if b.open, err = b.observe(answered, report); err != nil {
			return stopError{err}
		}
		b.open.first = same
	} else if b.open.difference == nil {
		b.open.difference = same.differs(b.open.first, answered.Time)
	}
	if answered.Time+1 < of.Expect.Same {
		return nil
	}
	b.open.outcome.Verdicts = of.Expect.judge(b.open.observation, b.open.difference)
	if report.Status == "error" && len(b.open.outcome.Verdicts) == 0 {
		b.open.outcome.Trouble = report.Reason
	}
	key := b.key(answered.Query, report.StampNanos)
	if err := b.journal.add(key, b.open.outcome); err != nil {
		return stopError{err}
	}
	b.keep(answered.Query, key, b.open.outcome)
	return nil
}

// observe keeps of an answer what the judgement and the report need.
func (b *bagRun) observe(answered node.Answered, report node.Report) (opened, error) {
	c := b.asked[answered.Query]
	o := opened{outcome: Outcome{Case: b.Suite.Cases[c.number].Name, Trigger: triggerText(c.trigger), Report: &report}, observation: observation{report: report}}
	var err error
	if o.observation.cloud, err = readCloud(answered.Cloud, report.ScaleKnown); err != nil {
		return o, err
	}
	o.outcome.Scene = newScene(o.observation.cloud)
	for i := range answered.Pictures {
		view, err := newView(report.Views[i].Camera, &answered.Pictures[i])
		if err != nil {
			return o, err
		}
		o.outcome.Views = append(o.outcome.Views, view)
	}
	return o, nil
}

// leave fails what was not asked, and what was not asked to the recording's end; a damage ends the recording.
func (b *bagRun) leave(err error) {
	var damage *bag.DamageError
	broken := err != nil && !errors.As(err, &damage)
	for _, c := range b.asked {
		why := errUnplaced
		switch repeats := c.trigger.Every > 0 || c.trigger.Topic != ""; {
		case c.placed && !(broken && repeats):
			continue
		case c.placed:
			why = fmt.Errorf("it was not asked to the end: %w", err)
		case err != nil:
			why = fmt.Errorf("it was not asked: %w", err)
		}
		if err != nil {
			b.result.Trouble = err.Error()
		}
		b.result.Outcomes = append(b.result.Outcomes,
			Outcome{Case: b.Suite.Cases[c.number].Name, number: c.number, Trigger: triggerText(c.trigger), Trouble: why.Error()})
	}
	b.result.sort()
}

func (r *BagResult) sort() { slices.SortStableFunc(r.Outcomes, Outcome.compare) }

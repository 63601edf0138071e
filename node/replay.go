package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
	"github.com/thinker3d/thinker3d/topics"
)

// The names that a recording has the robot's frames under.
const (
	transformTopic = "/tf"
	staticTopic    = "/tf_static"
)

// ErrNoneAnswered says that each question of a replay failed.
var ErrNoneAnswered = errors.New("no question could be put to the model")

// Source gives recorded messages in the order of their log times, then io.EOF.
type Source interface {
	Next() (topics.Received, error)
}

// Recorder is a bag being written; SetTime says at which log time the next messages belong.
type Recorder interface {
	topics.Advertiser
	SetTime(nanos int64)
}

// Replay asks questions of a recording. Its clock is the recording's, so that the same bytes give the same answers.
type Replay struct {
	Config   config.Config
	Reasoner Reasoner
	Source   Source
	// Types has the interface name of each topic of the source.
	Types map[string]string
	// Recorder takes answers and scenes; nil keeps none.
	Recorder Recorder
	Queries  []Query
	// Rate is how many times as fast as it was recorded the source is read at most; 0 is as fast as can be.
	Rate float64
	// Skip, if not nil, says which query needs no asking about a moment.
	Skip func(query int, stampNanos int64) bool
	// Answered and Progress, if not nil, are told of each answer and of the recording's time as it goes on.
	Answered func(answered Answered) error
	Progress func(nanos int64)
	Log      *zap.Logger
}

// Summary says what a replay went through.
type Summary struct {
	Messages uint64         `json:"messages"`
	Moments  uint64         `json:"moments"`
	Answers  uint64         `json:"answers"`
	Skipped  uint64         `json:"skipped"`
	Failures uint64         `json:"failures"`
	Cameras  []CameraCounts `json:"cameras"`
}

// Topics are those of a recording that a replay needs.
func (r *Replay) Topics() []string {
	var names []string
	for _, cam := range r.Config.Cameras {
		names = append(names, cam.ImageTopic)
		if cam.InfoTopic != "" {
			names = append(names, cam.InfoTopic)
		}
	}
	if r.Config.Scene.TargetFrame != "" {
		names = append(names, transformTopic, staticTopic)
	}
	for _, q := range r.Queries {
		if q.Trigger.Topic != "" {
			names = append(names, q.Trigger.Topic)
		}
	}
	return names
}

// Latched are those of Topics whose messages hold from when they were published on, also where a replay starts later.
func (r *Replay) Latched() []string { return []string{staticTopic} }

// Run reads the source to its end. A damaged source is an error after all that could be read was used.
func (r *Replay) Run(ctx context.Context) (Summary, error) {
	run, err := newReplayRun(r)
	if err != nil {
		return Summary{}, err
	}
	err = run.readAll(ctx)
	if ctx.Err() == nil {
		err = errors.Join(err, run.end(ctx))
	}
	err = errors.Join(err, run.outputs.close())
	run.summary.Cameras = run.gatherer.counts()
	if err == nil && len(r.Queries) > 0 && run.summary.Answers+run.summary.Skipped == 0 {
		err = r.unasked(run.summary)
	}
	if err == nil && run.summary.Failures > 0 && run.summary.Failures == run.summary.Answers {
		err = fmt.Errorf("%w: %d questions; the last because: %s", ErrNoneAnswered, run.summary.Failures, run.failure)
	}
	return run.summary, err
}

// replayRun is the state of one Run.
type replayRun struct {
	*Replay
	readers  []*frameReader
	gatherer *gatherer
	thinker  *thinker
	outputs  *outputs
	troubles *troubles
	indexes  map[string]int
	// rig is nil if scenes stay in a frame of their own.
	rig          *rig
	calibrations *calibrations
	infos        map[string]int
	// waiting are moments that transforms of later messages may still place.
	waiting  []plan
	queries  []query
	pace     pace
	nowNanos int64
	begun    bool
	ended    bool
	summary  Summary
	// failure is why the last question that could not be put to the model was not.
	failure string
}

func newReplayRun(r *Replay) (*replayRun, error) {
	run := &replayRun{Replay: r, troubles: newTroubles(r.Log, r.Config.Node.WarningPeriod), indexes: map[string]int{}, infos: map[string]int{},
		rig: newRig(r.Config), calibrations: newCalibrations(r.Config), pace: pace{rate: r.Rate}}
	var err error
	if run.gatherer, err = newGatherer(r.Config.Cameras, r.Config.Synchronizer); err != nil {
		return nil, err
	}
	if run.thinker, err = newThinker(r.Config.Cameras, run.calibrations, r.Reasoner, r.Config.Reasoning.Seed); err != nil {
		return nil, err
	}
	if run.queries, err = newQueries(r.Config.Cameras, r.Queries); err != nil {
		return nil, err
	}
	if err := run.openCameras(); err != nil {
		return nil, err
	}
	if run.outputs, err = run.advertise(); err != nil {
		return nil, err
	}
	return run, nil
}

// openCameras finds out how each camera's messages are read.
func (r *replayRun) openCameras() error {
	for i, cam := range r.Config.Cameras {
		imageType, known := r.Types[cam.ImageTopic]
		if !known {
			return fmt.Errorf("camera %s: the bag has no topic %s", cam.Name, cam.ImageTopic)
		}
		reader, err := newFrameReader(imageType)
		if err != nil {
			return fmt.Errorf("camera %s: topic %s of the bag: %w", cam.Name, cam.ImageTopic, err)
		}
		r.readers = append(r.readers, reader)
		r.indexes[cam.ImageTopic] = i
		if cam.InfoTopic != "" {
			r.infos[cam.InfoTopic] = i
		}
	}
	return nil
}

func (r *replayRun) advertise() (*outputs, error) {
	resolver, err := topics.NewResolver(r.Config.Node.Namespace, r.Config.Node.Name, nil)
	if err != nil {
		return nil, err
	}
	names, err := NamesOf(resolver)
	if err != nil {
		return nil, err
	}
	return advertise(r.recorder(), names, r.Config.Scene.Frame, r.rig)
}

func (r *Replay) recorder() Recorder {
	if r.Recorder == nil {
		return nowhere{}
	}
	return r.Recorder
}

// unasked says what was found instead of a moment to ask about.
func (r *Replay) unasked(summary Summary) error {
	var cameras strings.Builder
	for _, counts := range summary.Cameras {
		fmt.Fprintf(&cameras, "; camera %s: %d frames", counts.Camera, counts.Received)
		for _, reason := range slices.Sorted(maps.Keys(counts.Dropped)) {
			fmt.Fprintf(&cameras, ", %d %s", counts.Dropped[reason], reason)
		}
	}
	return fmt.Errorf("no question was asked: no moment of %d cameras at its time (synchronizer.tolerance %s, partial %s); %d moments in all%s",
		len(r.Config.Cameras), r.Config.Synchronizer.Tolerance, r.Config.Synchronizer.Partial, summary.Moments, &cameras)
}

func (r *replayRun) readAll(ctx context.Context) error {
	for ctx.Err() == nil {
		received, err := r.Source.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read bag: %w", err)
		}
		if err := r.take(ctx, received); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

func (r *replayRun) take(ctx context.Context, received topics.Received) error {
	r.summary.Messages++
	r.nowNanos = max(r.nowNanos, received.ReceiveNanos)
	if err := r.pace.wait(ctx, r.nowNanos); err != nil {
		return err
	}
	if r.Progress != nil {
		r.Progress(r.nowNanos)
	}
	if err := r.settled(ctx, r.gatherer.sync.Advance(r.nowNanos)); err != nil {
		return err
	}
	index, isCamera := r.indexes[received.Topic]
	r.wake(received.Topic, isCamera)
	if !isCamera {
		r.hear(received)
		return nil
	}
	f, err := r.readers[index].read(received)
	if err != nil {
		r.gatherer.unreadable[index]++
		r.troubles.report(time.Unix(0, r.nowNanos), received.Topic, "a message was dropped", zap.Error(err))
		return nil
	}
	return r.settled(ctx, r.gatherer.add(index, f, r.nowNanos))
}

// hear takes the robot's frames or a camera's calibration from a message that is no picture, if they are needed.
func (r *replayRun) hear(received topics.Received) {
	defer received.Release()
	var failure error
	static := received.Topic == staticTopic
	index, isInfo := r.infos[received.Topic]
	switch {
	case isInfo:
		failure = cmp.Or(r.calibrations.read(index, received), r.calibrations.problem(index))
	case r.rig != nil && (static || received.Topic == transformTopic):
		failure = r.rig.read(received, static)
	}
	if failure != nil {
		r.troubles.report(time.Unix(0, r.nowNanos), received.Topic, "a message was dropped", zap.Error(failure))
	}
}

// end settles the moments that were still waiting for a camera or a transform when the recording ended.
func (r *replayRun) end(ctx context.Context) error {
	r.ended = true
	return r.settled(ctx, r.gatherer.sync.Advance(math.MaxInt64))
}

func (r *replayRun) settled(ctx context.Context, sets []camera.ViewSet[*frame]) error {
	for _, set := range sets {
		r.summary.Moments++
		p := r.planFor(newMoment(set))
		if len(p.queries) == 0 {
			p.release()
			continue
		}
		r.waiting = append(r.waiting, p)
	}
	return r.askWaiting(ctx)
}

// askWaiting asks about the moments at which the robot's place is known, and about those for which that is too late.
func (r *replayRun) askWaiting(ctx context.Context) error {
	for len(r.waiting) > 0 {
		p := r.waiting[0]
		if r.rig != nil && !r.ended && r.nowNanos < p.stampNanos+r.Config.Rig.Patience.Nanoseconds() && r.rig.waitsFor(p.stampNanos, p.frames) {
			return nil
		}
		r.waiting = r.waiting[1:]
		err := r.askAll(ctx, p)
		p.release()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *replayRun) askOne(ctx context.Context, m *moment, index, time int) error {
	r.recorder().SetTime(r.nowNanos)
	var failure error
	var placed placement
	q, views := &r.queries[index], m.of(r.queries[index].cameras)
	answer := r.thinker.think(ctx, m, views, q.Question, &follower{publish: func(imagined scene.Scene) {
		placed, failure = r.outputs.publishScene(m.stampNanos, views, imagined)
	}})
	placed.tell(&answer)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r.summary.Answers++
	if answer.Status == msgs.StatusError {
		r.summary.Failures++
		r.failure = answer.Reason
	}
	failure = errors.Join(failure, r.outputs.publishAnswer(&answer))
	if r.Answered != nil {
		answered := Answered{Query: index, Time: time, Answer: &answer, Pictures: r.thinker.lookedAt(m)}
		if placed.published {
			answered.Cloud = &r.outputs.cloud
		}
		failure = errors.Join(failure, r.Answered(answered))
	}
	return failure
}

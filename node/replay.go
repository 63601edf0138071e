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
	// Ask is asked at the first moment that is After since the first message, and again each time Every has passed;
	// an Every of 0 asks once.
	Ask          []string
	After, Every time.Duration
	// Answered and Progress, if not nil, are told of each answer and of the recording's time as it goes on.
	Answered func(answer *msgs.SpatialAnswer) error
	Progress func(nanos int64)
	Log      *zap.Logger
}

// Summary says what a replay went through.
type Summary struct {
	Messages uint64         `json:"messages"`
	Moments  uint64         `json:"moments"`
	Answers  uint64         `json:"answers"`
	Failures uint64         `json:"failures"`
	Cameras  []CameraCounts `json:"cameras"`
	// KeyFrames is nil unless such are kept.
	KeyFrames *ViewCounts `json:"key_frames,omitempty"`
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
	if needsFrames(r.Config) {
		names = append(names, transformTopic, staticTopic)
		if topic := r.Config.Rig.RangeTopic; topic != "" {
			names = append(names, topic)
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
	if run.outputs != nil {
		err = errors.Join(err, run.outputs.close())
	}
	run.summary.Cameras, run.summary.KeyFrames = run.gatherer.counts(), run.chooser.counts()
	if err == nil && len(r.Ask) > 0 && run.summary.Answers == 0 {
		err = r.unasked(run.summary)
	}
	if err == nil && run.summary.Failures > 0 && run.summary.Failures == run.summary.Answers {
		err = fmt.Errorf("none of %d questions could be put to the model; the last because: %s", run.summary.Failures, run.failure)
	}
	return run.summary, err
}

// replayRun is the state of one Run.
type replayRun struct {
	*Replay
	readers  []*frameReader
	gatherer *gatherer
	chooser  *chooser
	thinker  *thinker
	placer   *placer
	outputs  *outputs
	troubles *troubles
	indexes  map[string]int
	// rig is nil if scenes stay in a frame of their own.
	rig          *rig
	calibrations *calibrations
	infos        map[string][]int
	// waiting are moments that transforms of later messages may still place.
	waiting   []*moment
	nextAsk   int64
	nowNanos  int64
	begun     bool
	ended     bool
	askedOnce bool
	summary   Summary
	// failure is why the last question that could not be put to the model was not.
	failure string
}

func newReplayRun(r *Replay) (*replayRun, error) {
	run := &replayRun{Replay: r, troubles: newTroubles(r.Log, r.Config.Node.WarningPeriod), indexes: map[string]int{}, infos: map[string][]int{},
		rig: newRig(r.Config), calibrations: newCalibrations(r.Config)}
	run.placer = newPlacer(r.Config.Cameras, r.Config.Scene, run.rig.ofScenes())
	var err error
	if run.gatherer, err = newGatherer(r.Config); err != nil {
		return nil, err
	}
	if run.chooser, err = newChooser(r.Config, run.rig, run.calibrations, r.Reasoner); err != nil {
		return nil, err
	}
	if run.thinker, err = newThinker(r.Config.Cameras, run.calibrations, r.Reasoner, r.Config.Reasoning.Seed); err != nil {
		return nil, err
	}
	for i, cam := range r.Config.Cameras {
		imageType, known := r.Types[cam.ImageTopic]
		if !known {
			return nil, fmt.Errorf("camera %s: the bag has no topic %s", cam.Name, cam.ImageTopic)
		}
		reader, err := newFrameReader(imageType, r.Config.Views)
		if err != nil {
			return nil, fmt.Errorf("camera %s: topic %s of the bag: %w", cam.Name, cam.ImageTopic, err)
		}
		run.readers = append(run.readers, reader)
		run.indexes[cam.ImageTopic] = i
		if cam.InfoTopic != "" {
			run.infos[cam.InfoTopic] = append(run.infos[cam.InfoTopic], i)
		}
	}
	if err := run.checkRange(); err != nil {
		return nil, err
	}
	if r.Recorder != nil {
		resolver, err := topics.NewResolver(r.Config.Node.Namespace, r.Config.Node.Name, nil)
		if err != nil {
			return nil, err
		}
		names, err := NamesOf(resolver)
		if err := errors.Join(err, names.resolveDepth(resolver, r.Config)); err != nil {
			return nil, err
		}
		if run.outputs, err = advertise(r.Recorder, names, r.Config.Scene); err != nil {
			return nil, err
		}
	}
	return run, nil
}

// checkRange wants the range sensor's topic, if one is configured, to be in the recording and of its type.
func (r *replayRun) checkRange() error {
	if r.rig == nil || r.rig.ranger == nil {
		return nil
	}
	topic := r.Config.Rig.RangeTopic
	endpoint, err := r.rig.ranger.endpoint(topic)
	if err != nil {
		return err
	}
	if kind, known := r.Types[topic]; !known || kind != endpoint.Type {
		return fmt.Errorf("rig.range_topic: the bag has no topic %s of type %s (rig.range_type); it has %q", topic, endpoint.Type, kind)
	}
	return nil
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
	return fmt.Errorf("no question was asked: no moment with %d cameras after %s (synchronizer.tolerance %s, partial %s); %d moments in all%s",
		len(r.Config.Cameras), r.After, r.Config.Synchronizer.Tolerance, r.Config.Synchronizer.Partial, summary.Moments, &cameras)
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
	index, isCamera := r.indexes[received.Topic]
	if !r.begun && isCamera {
		r.begun, r.nextAsk = true, r.nowNanos+r.After.Nanoseconds()
	}
	if r.Progress != nil {
		r.Progress(r.nowNanos)
	}
	if err := r.settled(ctx, r.gatherer.sync.Advance(r.nowNanos)); err != nil {
		return err
	}
	if !isCamera {
		r.hear(received)
		return nil
	}
	f, err := r.readers[index].read(received)
	if err != nil {
		r.troubles.report(time.Unix(0, r.nowNanos), received.Topic, "a message was dropped", zap.Error(err))
		return r.settled(ctx, r.gatherer.refuse(index, err, r.nowNanos))
	}
	return r.settled(ctx, r.gatherer.add(index, f, r.nowNanos))
}

// hear takes the robot's frames or a camera's calibration from a message that is no picture, if they are needed.
func (r *replayRun) hear(received topics.Received) {
	defer received.Release()
	var failure error
	static := received.Topic == staticTopic
	for _, index := range r.infos[received.Topic] {
		failure = cmp.Or(failure, r.calibrations.read(index, received), r.calibrations.problem(index))
	}
	switch {
	case r.rig != nil && (static || received.Topic == transformTopic):
		failure = r.rig.read(received, static)
	case r.rig != nil && r.rig.ranger != nil && received.Topic == r.Config.Rig.RangeTopic:
		failure = r.rig.ranger.read(received)
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
		r.waiting = append(r.waiting, newMoment(set))
	}
	return r.askWaiting(ctx)
}

// askWaiting asks about the moments at which the robot's place is known, and about those for which that is too late.
func (r *replayRun) askWaiting(ctx context.Context) error {
	for len(r.waiting) > 0 {
		m := r.waiting[0]
		if r.rig != nil && !r.ended && r.nowNanos < m.stampNanos+r.Config.Rig.Patience.Nanoseconds() && r.rig.waitsFor(m.stampNanos, m.frames) {
			return nil
		}
		r.waiting = r.waiting[1:]
		r.chooser.add(m)
		err := r.askAll(ctx, m)
		m.release()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *replayRun) askAll(ctx context.Context, m *moment) error {
	if r.nowNanos < r.nextAsk || r.askedOnce && r.Every == 0 {
		return nil
	}
	if !m.has(r.chooser.wanted(nil)) {
		return nil
	}
	chosen := r.chooser.choose(m, nil)
	if r.chooser.problem != "" {
		r.troubles.report(time.Unix(0, r.nowNanos), "choice of cameras", "cameras are not chosen by what they see", zap.String("reason", r.chooser.problem))
	}
	for _, question := range r.Ask {
		if err := r.askOne(ctx, chosen, question); err != nil {
			return err
		}
	}
	r.askedOnce = true
	for r.Every > 0 && r.nextAsk <= r.nowNanos {
		r.nextAsk += r.Every.Nanoseconds()
	}
	return nil
}

func (r *replayRun) askOne(ctx context.Context, m *moment, question string) error {
	if r.Recorder != nil {
		r.Recorder.SetTime(r.nowNanos)
	}
	var failure error
	var placed placement
	answer := r.thinker.think(ctx, m, m.frames, question, &follower{publish: func(imagined scene.Scene) {
		if placed, failure = r.placer.place(m.stampNanos, m.frames, imagined); failure == nil && placed.published && r.outputs != nil {
			failure = r.outputs.publishScene(&r.placer.made)
		}
	}})
	if placed.tell(&answer); placed.published {
		r.placer.point(&answer)
	}
	placed.log(r.Log)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r.summary.Answers++
	if answer.Status == msgs.StatusError {
		r.summary.Failures++
		r.failure = answer.Reason
	}
	if r.outputs != nil {
		failure = errors.Join(failure, r.outputs.publishAnswer(&answer))
		if placed.published {
			failure = errors.Join(failure, r.outputs.publishMarkers(&r.placer.made, &answer))
		}
	}
	if r.Answered != nil {
		failure = errors.Join(failure, r.Answered(&answer))
	}
	return failure
}

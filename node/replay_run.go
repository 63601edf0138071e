package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
	"github.com/thinker3d/thinker3d/topics"
)

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
	run := &replayRun{Replay: r, troubles: newTroubles(r.Log, r.Config.Node.WarningPeriod), indexes: map[string]int{}, infos: map[string][]int{},
		rig: newRig(r.Config), calibrations: newCalibrations(r.Config), pace: pace{rate: r.Rate}}
	run.placer = newPlacer(r.Config.Cameras, r.Config.Scene, run.rig.ofScenes())
	var err error
	if run.gatherer, err = newGatherer(r.Config); err != nil {
		return nil, err
	}
	if run.chooser, err = newChooser(r.Config, run.rig, run.calibrations, r.Reasoner); err != nil {
		return nil, err
	}
	if run.thinker, err = newThinker(r.Config, run.calibrations, r.Reasoner); err != nil {
		return nil, err
	}
	if run.queries, err = newQueries(r.Config.Cameras, r.Queries); err != nil {
		return nil, err
	}
	if err := errors.Join(run.openCameras(), run.checkRange()); err != nil {
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
		reader, err := newFrameReader(imageType, r.Config.Views)
		if err != nil {
			return fmt.Errorf("camera %s: topic %s of the bag: %w", cam.Name, cam.ImageTopic, err)
		}
		r.readers = append(r.readers, reader)
		r.indexes[cam.ImageTopic] = i
		if cam.InfoTopic != "" {
			r.infos[cam.InfoTopic] = append(r.infos[cam.InfoTopic], i)
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
	if err := errors.Join(err, names.resolveDepth(resolver, r.Config)); err != nil {
		return nil, err
	}
	return advertise(r.recorder(), names, r.Config.Scene)
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

func (r *replayRun) readAll(ctx context.Context) error {
	for ctx.Err() == nil {
		received, err := r.Source.Next()
		if err == io.EOF { // a damage may wrap it
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
	// A latched message may be from long before the start, and is not waited for.
	if received.Topic != staticTopic {
		if err := r.pace.wait(ctx, r.nowNanos); err != nil {
			return err
		}
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
		p := r.planFor(newMoment(set))
		if len(p.queries) == 0 && !r.chooser.remembers() {
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
		if r.rig != nil && !r.ended && r.nowNanos < p.gatheredNanos+r.Config.Rig.Patience.Nanoseconds() && r.rig.waitsFor(p.stampNanos, p.frames) {
			return nil
		}
		r.waiting = r.waiting[1:]
		r.chooser.add(p.moment)
		err := r.askAll(ctx, p)
		p.release()
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *replayRun) askOne(ctx context.Context, m *moment, index, turn int) error {
	r.recorder().SetTime(r.nowNanos)
	var failure error
	var placed placement
	query := r.queries[index].Query
	asked := question{text: query.Question, wish: wish{mode: query.Mode, maximumThinking: query.MaximumThinking}}
	answer := r.thinker.think(ctx, m, asked, r.Config.Reasoning.Seed, &follower{publish: func(imagined scene.Scene) {
		if placed, failure = r.placer.place(m.stampNanos, m.frames, imagined); failure == nil && placed.published {
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
	failure = errors.Join(failure, r.outputs.publishAnswer(&answer))
	if placed.published {
		failure = errors.Join(failure, r.outputs.publishMarkers(&r.placer.made, &answer))
	}
	if r.Answered != nil {
		answered := Answered{Query: index, Time: turn, Answer: &answer, Pictures: r.thinker.lookedAt()}
		if placed.published {
			answered.Cloud = &r.outputs.cloud
		}
		failure = errors.Join(failure, r.Answered(answered))
	}
	return failure
}

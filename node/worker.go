package node

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// job is a question and the moment that it is asked about. A job without a moment reports why the question was not asked.
type job struct {
	question question
	moment   *moment
	refusal  string
	// withdrawn says that nobody wants the answer any more.
	withdrawn bool
	// place is where the question stands in the loop's queue.
	place int
	// number tells it from the other jobs at work.
	number uint64
	// seed is that of the sampling.
	seed int64
}

// worker puts one question after another to the model and publishes what comes back. Others do so at the same time.
type worker struct {
	*office
	placer *placer
}

// office is what the workers share.
type office struct {
	live     *Live
	thinker  *thinker
	outputs  *outputs
	jobs     <-chan job
	finished chan<- outcome
	// publishing is held while a scene is placed and published.
	publishing sync.Mutex
}

func newWorkers(l *Live, outputs *outputs, jobs <-chan job, finished chan<- outcome) ([]*worker, error) {
	thinker, err := newThinker(l.Config, l.calibrations, l.Reasoner)
	if err != nil {
		return nil, err
	}
	shared := &office{live: l, thinker: thinker, outputs: outputs, jobs: jobs, finished: finished}
	workers := make([]*worker, l.Config.Reasoning.Sequences)
	for i := range workers {
		workers[i] = &worker{office: shared, placer: newPlacer(l.Config.Cameras, l.Config.Scene, l.rig.ofScenes())}
	}
	return workers, nil
}

// run takes jobs until ctx ends; each is reported as finished, so that the loop can release its moment.
func (w *worker) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case j := <-w.jobs:
			done, err := w.do(ctx, j)
			if err != nil {
				return err
			}
			select {
			case w.finished <- done:
			case <-ctx.Done():
				return nil
			}
		}
	}
}

func (w *worker) do(ctx context.Context, j job) (outcome, error) {
	if j.moment == nil {
		return w.refuse(j)
	}
	j.question.waited = w.live.Now().Sub(j.question.at)
	if j.question.isLate(w.live.Now()) {
		j.refusal = j.question.lateness()
		return w.refuse(j)
	}
	var sceneFailure error
	var placed placement
	views, heard := j.moment.frames, follower{now: w.live.Now}
	heard.publish = func(imagined scene.Scene) {
		w.publishing.Lock()
		defer w.publishing.Unlock()
		if placed, sceneFailure = w.placer.place(j.moment.stampNanos, views, imagined); sceneFailure == nil && placed.published {
			w.publish(&placed)
		}
		if heard.progress != nil && placed.published {
			heard.progress(msgs.ReasonFeedback{Stage: msgs.StageWriting, Scene: []msgs.PointCloud2{w.outputs.cloud}})
		}
	}
	if asker := j.question.asker; asker != nil {
		asker.begun()
		heard.progress = asker.progress
		var release func()
		ctx, release = until(ctx, asker.withdrawn())
		defer release()
	}
	answer := w.thinker.think(ctx, j.moment, j.question, j.seed, &heard)
	if sceneFailure != nil {
		return outcome{}, sceneFailure
	}
	if placed.tell(&answer); placed.published {
		w.placer.point(&answer)
	}
	placed.log(w.live.Log)
	answer.Timings.Queue = j.question.waited.Seconds()
	if err := w.deliver(j.question, &answer); err != nil {
		return outcome{}, err
	}
	if placed.published {
		if err := w.outputs.publishMarkers(&w.placer.made, &answer); err != nil {
			return outcome{}, err
		}
	}
	w.live.Log.Info("answered", zap.String("question", answer.Question), zap.String("answer", answer.Answer),
		zap.String("status", statusName(answer.Status)), zap.String("reason", answer.Reason),
		zap.Float32("confidence", answer.Confidence), zap.Uint32("scene_points", answer.ScenePoints),
		zap.Bool("trained", answer.ModelTrained))
	return outcome{job: j.number, moment: j.moment, status: answer.Status, took: answer.Timings, placed: placed}, nil
}

// publish sends a scene that was placed. What the bus refuses, such as a message that is too large, is a problem of the scene and not of the node.
func (w *worker) publish(placed *placement) {
	cameras, cloud := w.outputs.publishCameras(&w.placer.made), w.outputs.publishCloud(&w.placer.made)
	placed.published = cloud == nil
	if err := errors.Join(cameras, cloud); err != nil {
		placed.problem = strings.TrimPrefix(placed.problem+"; not published: "+strings.ReplaceAll(err.Error(), "\n", "; "), "; ")
	}
}

// until gives a context that ends with another, or when a channel is closed; release must be called.
func until(ctx context.Context, closed <-chan struct{}) (_ context.Context, release func()) {
	ctx, cancel := context.WithCancel(ctx)
	if closed == nil {
		return ctx, cancel
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-closed:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel()
		<-done
	}
}

// refuse tells who asked that the question will not be answered.
func (w *worker) refuse(j job) (outcome, error) {
	answer := w.live.refusal(j.question, j.refusal)
	if j.withdrawn {
		answer.Status = msgs.StatusCancelled
	}
	if err := w.deliver(j.question, &answer); err != nil {
		return outcome{}, fmt.Errorf("refuse a question: %w", err)
	}
	return outcome{job: j.number, moment: j.moment, status: answer.Status}, nil
}

// deliver publishes an answer and tells it to who asked.
func (w *worker) deliver(q question, answer *msgs.SpatialAnswer) error {
	if q.asker != nil {
		q.asker.answered(answer)
	}
	return w.outputs.publishAnswer(answer)
}

package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
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
	run.summary.Cameras, run.summary.KeyFrames = run.gatherer.counts(), run.chooser.counts()
	if err == nil && len(r.Queries) > 0 && run.summary.Answers+run.summary.Skipped == 0 {
		err = r.unasked(run.summary)
	}
	if err == nil && run.summary.Failures > 0 && run.summary.Failures == run.summary.Answers {
		err = fmt.Errorf("%w: %d questions; the last because: %s", ErrNoneAnswered, run.summary.Failures, run.failure)
	}
	return run.summary, err
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

// recorder takes what is published, also if nobody keeps it.
func (r *Replay) recorder() Recorder {
	if r.Recorder == nil {
		return nowhere{}
	}
	return r.Recorder
}

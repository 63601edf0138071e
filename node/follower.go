package node

import (
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// feedbackPeriod is the least time between two reports of progress in the same stage.
const feedbackPeriod = 100 * time.Millisecond

// follower hears one reply as it comes, publishes its scene and reports its progress.
type follower struct {
	publish  func(scene.Scene)
	progress func(msgs.ReasonFeedback)
	now      func() time.Time

	begun, reported time.Time
	stage           uint8
	text            strings.Builder
	latents         uint32
	pieces          int
}

// Latent hears that the model imagined one more.
func (f *follower) Latent() {
	f.latents++
	f.report(msgs.StageImagining)
}

// Text hears what the model writes.
func (f *follower) Text(piece string) {
	f.text.WriteString(piece)
	f.pieces++
	f.report(msgs.StageWriting)
}

// Scene passes the scene on.
func (f *follower) Scene(imagined scene.Scene) { f.publish(imagined) }

func (f *follower) report(stage uint8) {
	if f.progress == nil {
		return
	}
	now := f.now()
	if f.begun.IsZero() {
		f.begun = now
	}
	if stage == f.stage && now.Sub(f.reported) < feedbackPeriod {
		return
	}
	f.stage, f.reported = stage, now
	feedback := msgs.ReasonFeedback{Stage: stage, Text: f.text.String(), Latents: f.latents}
	if seconds := now.Sub(f.begun).Seconds(); seconds > 0 {
		feedback.TokensPerSecond = float32(float64(int(f.latents)+f.pieces) / seconds)
	}
	f.progress(feedback)
}

package reasoning

import (
	"context"
	"errors"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// Reply is what the model said to one question.
type Reply struct {
	// Text is the whole reply without special tokens; Reasoning and Answer are pieces of it.
	Text      string
	Reasoning string
	Answer    string
	// Choice is the letter of the question's options that the answer names, "" if it names none.
	Choice string
	// Options are what the question offers, and Probabilities how likely each is, in their order: the letters' where the answer names
	// one, the options' own in ModeChoices. They sum to 1; nil without a letter that was said by a token of its own.
	Options       []prompt.Choice
	Probabilities []float64
	// Confidence is the probability of that letter among the letters of the options when it was said; NaN without one.
	Confidence float64
	Status     Status
	// Reason says in words what is wrong, "" if nothing is.
	Reason string
	// ThinkingCut says that the thinking was ended by force, at Request.MaximumThinking or where an answer would not fit any more.
	ThinkingCut bool
	// Latents is how many latents the model thought.
	Latents int
	// Tokens are all tokens of the reply, a latent being the pad token.
	Tokens []int64
	// SceneProblem says why there is no scene.
	SceneProblem    string
	Timings         Timings
	TokensPerSecond float64
}

// failed is the reply without what could be taken for an answer.
func (r Reply) failed(ctx context.Context, err error) (Reply, error) {
	r.Status, r.Reason = StatusError, err.Error()
	var nonFinite *decode.NonFiniteError
	if errors.As(err, &nonFinite) {
		r.Status = StatusDegenerate
	}
	if ctx.Err() != nil {
		r.Status, err = StatusCancelled, context.Cause(ctx)
		r.Reason = "cancelled: " + err.Error()
	}
	return r, err
}

// Timings is where the time of one reply went; the scene's lies within the text's, or reaches past it.
type Timings struct {
	// Queue is how long the question waited for its turn.
	Queue   time.Duration
	Vision  time.Duration
	Prefill time.Duration
	Scene   time.Duration
	Text    time.Duration
}

// of takes what the scheduler noted of a call that it has handed back.
func (t *Timings) of(c *call) {
	begun, entered := c.begun, c.entered
	if begun.IsZero() {
		begun = c.ended
	}
	if entered.IsZero() {
		entered = c.ended
	}
	t.Queue, t.Prefill, t.Text = begun.Sub(c.submitted), entered.Sub(begun), c.ended.Sub(entered)
}

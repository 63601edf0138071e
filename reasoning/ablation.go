package reasoning

import (
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// maximumLatents is the most latents that an ablation may ask for, as many as a bundle may name.
const maximumLatents = 1024

// Ablation takes away or changes a part of how a reply is thought, to measure what that part is worth. Its zero value
// changes nothing.
type Ablation struct {
	// NoLatents makes the start of latents a token that cannot be said: the model goes on with what it finds likeliest else.
	NoLatents bool `json:"no_latents,omitempty"`
	// Latents is how many latents are thought, no fewer and no more, each time that the model begins to; 0 leaves it to model
	// and bundle.
	Latents int `json:"latents,omitempty"`
	// ShuffleLatents has the text come after other latents: once all are thought they are taken back, and the others are fed.
	ShuffleLatents Shuffle `json:"shuffle_latents,omitempty"`
	// AnswerOnly makes the text begin with the answer's tag, so that no reasoning comes before it: it is ModeAnswerOnly, and leaves
	// no thinking to ModeChoices.
	AnswerOnly bool `json:"answer_only,omitempty"`
}

// Shuffle is which other latents are fed.
type Shuffle string

// The values of Shuffle.
const (
	ShuffleNone Shuffle = ""
	// ShuffleOrder feeds the same latents, none in its own place.
	ShuffleOrder Shuffle = "order"
	// ShuffleQuestions feeds those of the reply to another question, each in the place of one; where there are fewer of them,
	// the others stay.
	ShuffleQuestions Shuffle = "questions"
)

// Check says what cannot be done, together or with a bundle.
func (a Ablation) Check(model *bundle.Bundle) error {
	latents := model.Description.Latents
	most := latents.Maximum
	if a.Latents > 0 {
		most = a.Latents
	}
	switch {
	case a.Latents < 0 || a.Latents > maximumLatents:
		return fmt.Errorf("%d latents: must be 1 to %d, or 0 for the bundle's own", a.Latents, maximumLatents)
	case a.ShuffleLatents != ShuffleNone && a.ShuffleLatents != ShuffleOrder && a.ShuffleLatents != ShuffleQuestions:
		return fmt.Errorf("latents can be shuffled by %s or %s, not %q", ShuffleOrder, ShuffleQuestions, a.ShuffleLatents)
	case a.NoLatents && (a.Latents > 0 || a.ShuffleLatents != ShuffleNone):
		return errors.New("no latents: then there are none to count or to shuffle")
	case a.ShuffleLatents != ShuffleNone && latents.Feed != bundle.FeedHidden:
		return fmt.Errorf("bundle %s feeds every latent as the same token: to shuffle them changes nothing", model.ID())
	case a.ShuffleLatents == ShuffleOrder && most < 2:
		return errors.New("a single latent has no other order")
	}
	return nil
}

// ablate changes how a reply is decoded.
func (e *Engine) ablate(settings *decode.Settings, a Ablation) error {
	if err := a.Check(e.bundle); err != nil {
		return fmt.Errorf("ablation: %w", err)
	}
	settings.NoLatents = a.NoLatents
	if a.Latents > 0 {
		settings.MaximumLatents, settings.ExactLatents = a.Latents, true
	}
	return nil
}

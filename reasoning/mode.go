package reasoning

import (
	"fmt"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// NoThinking is the maximum of thinking that leaves none: the text begins with the answer's tag.
const NoThinking = -1

// thinking is how many tokens of it there may be: 0 sets no limit, below it there is none.
func (r *Request) thinking() int {
	if r.Mode == config.ModeAnswerOnly || r.Ablation.AnswerOnly {
		return NoThinking
	}
	return r.MaximumThinking
}

// checkMode says what of a request cannot be done, together or with the bundle.
func (e *Engine) checkMode(r *Request) error {
	var known config.Mode
	if err := known.UnmarshalText([]byte(r.Mode)); r.Mode != "" && err != nil {
		return fmt.Errorf("mode: %w", err)
	}
	description := &e.bundle.Description
	switch {
	case r.MaximumThinking > 0 && (r.thinking() == NoThinking || r.Mode == config.ModeSceneOnly):
		return fmt.Errorf("%d tokens of thinking are allowed, and what is asked for has none", r.MaximumThinking)
	case r.Mode != config.ModeSceneOnly:
		return nil
	case description.Scene == nil:
		return fmt.Errorf("mode %s: bundle %s makes no scene", r.Mode, e.bundle.ID())
	case r.WithoutScene:
		return fmt.Errorf("mode %s, and the request goes without a scene", r.Mode)
	case r.Ablation != (Ablation{}):
		return fmt.Errorf("mode %s has nothing to measure an ablation by", r.Mode)
	}
	return nil
}

// sceneLatents is how many latents must be fed for the states that the projector takes; state 0 comes before them.
func (e *Engine) sceneLatents() int {
	latents := e.bundle.Description.Latents
	return latents.Offset + latents.Count - 1
}

// shape changes how a reply is decoded to what the request wants, its ablation included.
func (e *Engine) shape(settings *decode.Settings, request *Request) error {
	if err := e.checkMode(request); err != nil {
		return err
	}
	if err := e.ablate(settings, request.Ablation); err != nil {
		return err
	}
	if request.Mode == config.ModeSceneOnly {
		settings.LatentsOnly, settings.ExactLatents, settings.MaximumLatents = true, true, e.sceneLatents()
		if settings.MaximumNewTokens < settings.MaximumLatents+2 {
			return fmt.Errorf("mode %s: %d latents do not fit %d new tokens", request.Mode, settings.MaximumLatents, settings.MaximumNewTokens)
		}
		return nil
	}
	if request.thinking() >= 0 || request.Mode == config.ModeChoices {
		return nil
	}
	opening, err := e.openEnded(answerOpening)
	settings.Opening = opening
	return err
}

package reasoning

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// maximumRun is how often one ordinary token may be said on end before a reply counts as degenerate.
const maximumRun = 32

// Reason answers one question. The scene reaches the listener as soon as the latents are complete, while the text goes
// on; both are done when Reason returns. With an error comes what there is of the reply, its status StatusCancelled if ctx
// ended, else StatusError. A nil listener hears nothing.
func (e *Engine) Reason(ctx context.Context, request Request, listener Listener) (Reply, error) {
	reply := Reply{Confidence: math.NaN()}
	if err := e.take(ctx); err != nil {
		return reply.failed(ctx, err)
	}
	defer e.give()
	if err := e.reason(ctx, request, listener, &reply); err != nil {
		return reply.failed(ctx, err)
	}
	return reply, nil
}

func (e *Engine) reason(ctx context.Context, request Request, listener Listener, reply *Reply) error {
	if listener == nil {
		listener = deaf{}
	}
	t, seen, err := e.begin(ctx, request, reply)
	if err != nil {
		return err
	}
	t.listener = listener
	if t.exchange, err = newExchange(e.sequence, request); err != nil {
		return err
	}
	thought := newImagination(e, seen, listener)
	thought.unwanted = request.WithoutScene
	return e.speak(ctx, thought, t, reply)
}

// begin looks at the views and takes the prompt in: the talk that follows has its first token to decide.
func (e *Engine) begin(ctx context.Context, request Request, reply *Reply) (t *talk, seen *Seen, err error) {
	if seen = request.Seen; seen == nil {
		if seen, err = e.see(ctx, request.Views); err != nil {
			return nil, nil, err
		}
	}
	reply.Timings.Vision = seen.took
	tokens, positions, err := e.render(seen, request.Question)
	if err != nil {
		return nil, nil, err
	}
	settings := e.decoding(request.Seed, len(tokens))
	if err := e.shape(&settings, &request); err != nil {
		return nil, nil, err
	}
	if settings.MaximumNewTokens < 1 {
		return nil, nil, fmt.Errorf("the prompt has %d tokens and decoder.maximum_tokens is %d; ask with fewer views or words", len(tokens), e.bundle.Description.Decoder.MaximumTokens)
	}
	if t, err = newTalk(e, settings, tokens, &request); err != nil {
		return nil, nil, err
	}
	began := time.Now()
	if err := e.sequence.reserve(len(tokens) + settings.MaximumNewTokens); err != nil {
		return nil, nil, err
	}
	images := imageRows{pad: e.special.imagePad, width: e.bundle.Description.Decoder.Hidden * e.real.Size(), bytes: seen.embeddings}
	if err := e.sequence.prefill(ctx, tokens, positions, images); err != nil {
		return nil, nil, err
	}
	reply.Timings.Prefill = time.Since(began)
	return t, seen, nil
}

// speak generates the text, and the scene beside it; it returns when both are done.
func (e *Engine) speak(ctx context.Context, thought *imagination, t *talk, reply *Reply) error {
	sceneCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	began := time.Now()
	err := t.run(ctx, func(state int, row []byte) { thought.take(sceneCtx, state, row) })
	reply.Timings.Text = time.Since(began)
	if err != nil {
		cancel()
	}
	outcome := thought.wait()
	reply.Timings.Scene, reply.SceneProblem = outcome.took, outcome.problem
	t.tell(reply)
	if err == nil {
		t.judge(reply)
	}
	return err
}

// render is the prompt as tokens, and where they stand.
func (e *Engine) render(seen *Seen, question string) ([]int64, decode.Positions, error) {
	parts, err := e.prompt.Render(prompt.Request{Labels: seen.views.Labels, ImageTokens: seen.imageTokens,
		ImagePad: e.bundle.Description.Tokens.ImagePad, Question: question})
	if err != nil {
		return nil, decode.Positions{}, fmt.Errorf("question: %w", err)
	}
	tokens, err := e.tokenizer.Encode(parts)
	if err != nil {
		return nil, decode.Positions{}, fmt.Errorf("question: %w", err)
	}
	merge := e.bundle.Description.Views.Merge
	grids := make([]decode.Grid, len(seen.views.Labels))
	for i := range grids {
		grids[i] = decode.Grid{Time: seen.views.GridTime, Height: seen.views.GridHeight / merge, Width: seen.views.GridWidth / merge}
	}
	positions, err := decode.PromptPositions(tokens, e.special.imagePad, grids)
	if err != nil {
		return nil, decode.Positions{}, fmt.Errorf("question: %w", err)
	}
	return tokens, positions, nil
}

// decoding is how a reply is decoded: the bundle's settings, changed by the configuration's.
func (e *Engine) decoding(seed int64, promptTokens int) decode.Settings {
	description := &e.bundle.Description
	sampling := decode.Sampling{Temperature: description.Sampling.Temperature, TopP: description.Sampling.TopP,
		RepetitionPenalty: description.Sampling.RepetitionPenalty, Seed: seed}
	most := description.Sampling.MaximumNewTokens
	if e.settings.Temperature != nil {
		sampling.Temperature = *e.settings.Temperature
	}
	if e.settings.TopP != nil {
		sampling.TopP = *e.settings.TopP
	}
	if e.settings.MaximumNewTokens != nil {
		most = *e.settings.MaximumNewTokens
	}
	return decode.Settings{
		LatentPad: e.special.latentPad, LatentStart: e.special.latentStart, LatentEnd: e.special.latentEnd, Stop: e.special.stop,
		FeedHidden: description.Latents.Feed == bundle.FeedHidden, MaximumLatents: description.Latents.Maximum,
		MaximumRun: maximumRun, MaximumNewTokens: min(most, description.Decoder.MaximumTokens-promptTokens),
		Sampling: sampling, Vocabulary: description.Decoder.Vocabulary,
	}
}

package reasoning

import (
	"context"
	"fmt"
	"math"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// maximumRun is how often one ordinary token may be said on end before a reply counts as degenerate.
const maximumRun = 32

// maximumTold is how many characters of a reply without an answer are told with the reason.
const maximumTold = 160

// Reason answers one question, beside the others that are asked at the same time. The scene reaches the listener as soon as the
// latents are complete, while the text goes on; both are done when Reason returns. With an error comes what there is of the reply, its
// status StatusCancelled if ctx ended, else StatusError. A nil listener hears nothing.
func (e *Engine) Reason(ctx context.Context, request Request, listener Listener) (Reply, error) {
	reply := Reply{Confidence: math.NaN()}
	err := e.enter()
	if err == nil {
		defer e.exit()
		err = e.reason(ctx, request, listener, &reply)
	}
	if err != nil {
		return reply.failed(ctx, err)
	}
	return reply, nil
}

func (e *Engine) reason(ctx context.Context, request Request, listener Listener, reply *Reply) error {
	if listener == nil {
		listener = deaf{}
	}
	p, err := e.prepare(ctx, request)
	if err != nil {
		return err
	}
	reply.Timings.Vision = p.seen.took
	t, err := newTalk(e, p.settings, p.call.tokens, &request)
	if err != nil {
		return err
	}
	t.heard = heardBy(listener)
	p.call.speaker = t
	if t.exchange, err = newExchange(request); err != nil {
		return err
	}
	thought := newImagination(e, p.seen, listener)
	thought.unwanted = request.WithoutScene
	if e.graphs.scene != nil && !thought.unwanted {
		p.call.taken = thought.begin
	}
	return e.speak(ctx, p.call, thought, t, reply)
}

// prepared is a request whose views were seen and whose prompt is tokens.
type prepared struct {
	call     *call
	seen     *Seen
	settings decode.Settings
}

func (e *Engine) prepare(ctx context.Context, request Request) (p prepared, err error) {
	if p.seen = request.Seen; p.seen == nil {
		if err := e.scheduler.refuse(request.order()); err != nil {
			return p, err
		}
		if p.seen, err = e.see(ctx, request.Views); err != nil {
			return p, err
		}
	}
	tokens, positions, err := e.render(p.seen, request.Question)
	if err != nil {
		return p, err
	}
	p.settings = e.decoding(request.Seed, len(tokens))
	if err := e.shape(&p.settings, &request); err != nil {
		return p, err
	}
	if p.settings.MaximumNewTokens < 1 {
		return p, fmt.Errorf("the prompt has %d tokens and decoder.maximum_tokens is %d; ask with fewer views or words", len(tokens), e.bundle.Description.Decoder.MaximumTokens)
	}
	images := imageRows{pad: e.special.imagePad, width: e.bundle.Description.Decoder.Hidden * e.real.Size(), bytes: p.seen.embeddings}
	p.call = &call{ctx: ctx, order: request.order(), tokens: tokens, positions: positions, images: images, seen: p.seen, most: p.settings.MaximumNewTokens}
	return p, images.check(tokens)
}

// speak has the text generated, and the scene beside it; it returns when both are done.
func (e *Engine) speak(ctx context.Context, c *call, thought *imagination, t *talk, reply *Reply) error {
	sceneCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	t.imagine = func(state int, row []byte) { thought.take(sceneCtx, state, row) }
	if err := e.ask(c); err != nil {
		return err
	}
	t.heard.until(c)
	if c.err != nil {
		cancel()
	}
	reply.Timings.of(c)
	outcome := thought.wait()
	reply.Timings.Scene, reply.SceneProblem = outcome.took, outcome.problem
	t.tell(reply)
	if c.err != nil {
		return c.err
	}
	if t.stop == decode.StopLatents && outcome.problem != "" && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	t.judge(reply)
	return nil
}

// ask hands a call to the scheduler, which closes its done.
func (e *Engine) ask(c *call) error {
	if c.ctx.Err() != nil {
		return context.Cause(c.ctx)
	}
	return e.scheduler.submit(c)
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

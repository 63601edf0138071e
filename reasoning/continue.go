package reasoning

import (
	"context"
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// Continuation is what the decoder said after plain tokens, and how long it took.
type Continuation struct {
	Tokens  []int64
	Prefill time.Duration
	Decode  time.Duration
}

// Continue decodes so many tokens greedily after a prompt of plain tokens, without latents and without an end: it
// measures the decode loop.
func (e *Engine) Continue(ctx context.Context, prompt []int64, steps int) (Continuation, error) {
	made := &plain{tokens: make([]int64, 0, max(steps, 0))}
	if err := e.enter(); err != nil {
		return Continuation{}, err
	}
	defer e.exit()
	if most := e.bundle.Description.Decoder.MaximumTokens; len(prompt) == 0 || steps < 1 || steps > most-len(prompt) {
		return Continuation{}, fmt.Errorf("continue %d tokens by %d: both must be at least 1, and together at most decoder.maximum_tokens, %d", len(prompt), steps, most)
	}
	settings := e.decoding(0, len(prompt))
	settings.Stop, settings.MaximumRun, settings.MaximumNewTokens = nil, 0, steps
	settings.Sampling = decode.Sampling{TopP: 1, RepetitionPenalty: 1}
	var err error
	if made.decoding, err = decode.New(settings, prompt); err != nil {
		return Continuation{}, err
	}
	positions, err := decode.PromptPositions(prompt, -1, nil)
	if err != nil {
		return Continuation{}, err
	}
	c := &call{ctx: ctx, tokens: prompt, positions: positions, images: imageRows{pad: -1}, most: steps, speaker: made}
	if err := e.ask(c); err != nil {
		return Continuation{}, err
	}
	<-c.done
	return Continuation{Tokens: made.tokens, Prefill: c.entered.Sub(c.begun), Decode: c.ended.Sub(c.entered)}, c.err
}

// plain is a speaker without latents.
type plain struct {
	decoding *decode.Sequence
	tokens   []int64
}

func (p *plain) decide(logits []float32) (decode.Step, error) {
	step, err := p.decoding.Next(logits)
	return p.decided(step, err)
}

func (p *plain) decided(step decode.Step, err error) (decode.Step, error) {
	if err != nil {
		return step, err
	}
	p.tokens = append(p.tokens, step.Token)
	step.Feed = decode.FeedToken
	return step, nil
}

func (p *plain) drawing() drawing {
	return drawing{sampling: p.decoding.Sampling(), said: p.decoding.Said()}
}

func (p *plain) draws() (uniform float64, banned []int64, can bool) {
	return p.decoding.Uniform(), p.decoding.Banned(), p.decoding.Drawable()
}

func (p *plain) decideDrawn(token int64, _ []float32) (decode.Step, error) {
	step, err := p.decoding.NextDrawn(token)
	return p.decided(step, err)
}

func (*plain) instead(decode.Step) [][]byte { return nil }

func (*plain) fed(decode.Step, stepped) error { return nil }

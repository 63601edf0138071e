package reasoning

import (
	"context"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// Thought is the first run of latents of a reply; nothing needs closing.
type Thought struct{ rows [][]byte }

// Think gives the latents of the reply to a request, without its text; they are none if the text comes first.
func (e *Engine) Think(ctx context.Context, request Request) (*Thought, error) {
	if err := e.enter(); err != nil {
		return nil, err
	}
	defer e.exit()
	p, err := e.prepare(ctx, request)
	if err != nil {
		return nil, err
	}
	decoding, err := decode.New(p.settings, p.call.tokens)
	if err != nil {
		return nil, err
	}
	thinking := &latentsOnly{decoding: decoding, start: e.special.latentStart}
	p.call.speaker = thinking
	if err := e.ask(p.call); err != nil {
		return nil, err
	}
	<-p.call.done
	return &Thought{rows: thinking.kept.rows}, p.call.err
}

// latentsOnly is a speaker that ends with the first run of latents.
type latentsOnly struct {
	undrawn
	decoding *decode.Sequence
	start    int64
	kept     exchange
}

func (l *latentsOnly) decide(logits []float32) (decode.Step, error) {
	step, err := l.decoding.Next(logits)
	if !step.Latent && step.Token != l.start && step.Stop == decode.StopNone {
		step.Stop = decode.StopToken
	}
	return step, err
}

func (*latentsOnly) instead(decode.Step) [][]byte { return nil }

func (l *latentsOnly) fed(step decode.Step, made stepped) error { return l.kept.fed(step, made) }

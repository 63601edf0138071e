package asking

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// Run asks every item and writes a line for each, in their order.
type Run struct {
	Asker    *Asker
	Items    []Item
	Settings reply.Settings
	// Done is how many items have their line already.
	Done int
	// Progress, if not nil, is told after each item how many have their line.
	Progress func(done int)
}

// Write asks what is not done and writes each line as soon as it is known. Images that cannot be read, and questions that
// the model cannot be asked, are lines too: their note says why.
func (r *Run) Write(ctx context.Context, out io.Writer) error {
	for i, item := range r.Items[r.Done:] {
		line, err := r.line(ctx, item)
		if err != nil {
			return fmt.Errorf("question %s: %w", item.Question().ID, err)
		}
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("write responses: %w", err)
		}
		if r.Progress != nil {
			r.Progress(r.Done + i + 1)
		}
	}
	return nil
}

func (r *Run) line(ctx context.Context, item Item) ([]byte, error) {
	replies := make([]spoken, r.Settings.Votes)
	votes := make([]string, r.Settings.Votes)
	for i := range replies {
		var err error
		if replies[i], err = r.ask(ctx, item.Question(), r.Settings.Seed+int64(i)); err != nil {
			return nil, err
		}
		votes[i] = item.Vote(replies[i].Text)
	}
	elected := replies[item.Elect(votes)]
	note := elected.note(r.Settings)
	if len(votes) > 1 {
		note.Votes = votes
	}
	fields, err := item.Response(elected.Text, elected.Reasoning)
	if err != nil {
		return nil, err
	}
	if fields[reply.Key], err = jsonl.Value(note); err != nil {
		return nil, err
	}
	return jsonl.Encode(fields)
}

// ask gives an error only if nothing more is to be asked.
func (r *Run) ask(ctx context.Context, question Question, seed int64) (spoken, error) {
	said, err := r.Asker.Ask(ctx, question, reasoning.Request{Seed: seed, Ablation: r.Settings.Ablation})
	if ctx.Err() != nil {
		return spoken{}, context.Cause(ctx)
	}
	if errors.Is(err, reasoning.ErrClosed) {
		return spoken{}, err
	}
	var nonFinite *decode.NonFiniteError
	return spoken{Reply: said, notFinite: errors.As(err, &nonFinite)}, nil
}

// spoken is a reply, and whether it ended because its logits were no numbers.
type spoken struct {
	reasoning.Reply
	notFinite bool
}

func (s spoken) note(settings reply.Settings) reply.Note {
	note := reply.Note{Settings: settings, Status: s.Status.String(), Reason: s.Reason, NotFinite: s.notFinite,
		Latents: s.Latents, Tokens: len(s.Tokens), Choice: s.Choice}
	if confidence := s.Confidence; s.Choice != "" && !math.IsNaN(confidence) {
		note.Confidence = &confidence
	}
	return note
}

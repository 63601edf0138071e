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

	lender lender
}

// Write asks what is not done and writes each line as soon as it is known. Images that cannot be read, and questions that
// the model cannot be asked, are lines too: their note says why.
func (r *Run) Write(ctx context.Context, out io.Writer) error {
	if r.Settings.Votes < 1 {
		return fmt.Errorf("%d votes: must be at least 1", r.Settings.Votes)
	}
	r.lender = lender{asker: r.Asker, items: r.Items}
	for number := r.Done; number < len(r.Items); number++ {
		line, err := r.line(ctx, number)
		if err != nil {
			return fmt.Errorf("question %s: %w", r.Items[number].Question().ID, err)
		}
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("write responses: %w", err)
		}
		if r.Progress != nil {
			r.Progress(number + 1)
		}
	}
	return nil
}

func (r *Run) line(ctx context.Context, number int) ([]byte, error) {
	item := r.Items[number]
	replies := make([]spoken, r.Settings.Votes)
	votes := make([]string, r.Settings.Votes)
	for i := range replies {
		var err error
		if replies[i], err = r.ask(ctx, number, r.Settings.Seed+int64(i)); err != nil {
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
func (r *Run) ask(ctx context.Context, number int, seed int64) (spoken, error) {
	said, err := r.reply(ctx, number, reasoning.Request{Seed: seed, Ablation: r.Settings.Ablation,
		Mode: r.Settings.Mode, MaximumThinking: r.Settings.MaximumThinking})
	if ctx.Err() != nil {
		return spoken{}, context.Cause(ctx)
	}
	if errors.Is(err, reasoning.ErrClosed) {
		return spoken{}, err
	}
	var nonFinite *decode.NonFiniteError
	return spoken{Reply: said, notFinite: errors.As(err, &nonFinite)}, nil
}

func (r *Run) reply(ctx context.Context, number int, request reasoning.Request) (reasoning.Reply, error) {
	if r.Settings.Ablation.ShuffleLatents == reasoning.ShuffleQuestions {
		var err error
		if request.Thought, err = r.lender.thoughtFor(ctx, number, request); err != nil {
			return reasoning.Reply{Status: reasoning.StatusError, Reason: err.Error()}, err
		}
	}
	return r.Asker.Ask(ctx, r.Items[number].Question(), request)
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

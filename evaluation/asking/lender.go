package asking

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/thinker3d/thinker3d/reasoning"
)

// lender gives each question the latents of another one about other images.
type lender struct {
	asker *Asker
	items []Item
	// last is whose thought is kept, for neighbours often borrow from the same.
	last    int
	thought *reasoning.Thought
}

// thoughtFor is what the question of a number borrows: from the nearest before it that has other images, and from the
// nearest after it where there is none. So more questions at the end of a file change nothing for those before them.
func (l *lender) thoughtFor(ctx context.Context, number int, request reasoning.Request) (*reasoning.Thought, error) {
	from := l.from(number)
	if from < 0 {
		return nil, errors.New("all questions are about the same images: there are no others to exchange latents with")
	}
	if l.thought != nil && l.last == from {
		return l.thought, nil
	}
	question := l.items[from].Question()
	request.Ablation.ShuffleLatents, request.Ablation.AnswerOnly = reasoning.ShuffleNone, false
	request.Mode, request.MaximumThinking = "", 0
	thought, err := l.asker.Think(ctx, question, request)
	if err != nil {
		return nil, fmt.Errorf("latents of question %s: %w", question.ID, err)
	}
	l.last, l.thought = from, thought
	return thought, nil
}

// from is the number of the question that is borrowed from, or -1.
func (l *lender) from(number int) int {
	images := l.items[number].Question().Images
	for i := number - 1; i >= 0; i-- {
		if !slices.Equal(l.items[i].Question().Images, images) {
			return i
		}
	}
	for i := number + 1; i < len(l.items); i++ {
		if !slices.Equal(l.items[i].Question().Images, images) {
			return i
		}
	}
	return -1
}

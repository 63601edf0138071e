package reasoning

import (
	"context"
	"errors"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/queue"
)

// call is one prompt on its way through the scheduler, from which it belongs to the scheduler until done is closed.
type call struct {
	// ctx ends the call; nobody waits for it then.
	ctx       context.Context
	order     queue.Order
	tokens    []int64
	positions decode.Positions
	images    imageRows
	// seen is what the prompt begins with, shared with other calls about it; nil shares nothing.
	seen *Seen
	// most is how many tokens may follow the prompt.
	most    int
	speaker speaker
	// taken hears that the call is taken up, and must not wait for anything; it may be nil.
	taken func()
	done  chan struct{}
	// err is why the call did not come to its end.
	err error
	// submitted, begun, entered and ended are when it came, when its prompt was begun and had been read, and when all was said.
	submitted, begun, entered, ended time.Time
}

// speaker decides what a call says; the scheduler waits for its methods.
type speaker interface {
	// decide takes the next step from the logits, which are lent.
	decide(logits []float32) (decode.Step, error)
	// drawing is how a device chooses the tokens, before the first.
	drawing() drawing
	// draws says whether a device can choose the next token, and gives the number that a choice by chance takes and what is banned;
	// if so, decideDrawn takes the step from the token that it chose and the logits that are watched.
	draws() (uniform float64, banned []int64, can bool)
	decideDrawn(token int64, watched []float32) (decode.Step, error)
	// instead gives what is to be fed in the place of as many latents just fed, before a step is; nil changes nothing.
	instead(step decode.Step) [][]byte
	// fed hears of a step that was made, and may look at what it was fed and at the hidden state that it gave.
	fed(step decode.Step, made stepped) error
}

// undrawn is part of a speaker that always wants the logits.
type undrawn struct{}

func (undrawn) drawing() drawing {
	return drawing{sampling: decode.Sampling{TopP: 1, RepetitionPenalty: 1}}
}

func (undrawn) draws() (float64, []int64, bool) { return 0, nil, false }

func (undrawn) decideDrawn(int64, []float32) (decode.Step, error) {
	return decode.Step{}, errors.New("a token was drawn for a reply that wants the logits")
}

// length is how many tokens the call may take of a lane.
func (c *call) length() int { return len(c.tokens) + c.most }

// shared is how many of the prompt's first tokens are the same in every prompt about the views: all up to the last image token.
func (c *call) shared() int {
	for i := len(c.tokens) - 1; i >= 0 && c.seen != nil; i-- {
		if c.tokens[i] == c.images.pad {
			return i + 1
		}
	}
	return 0
}

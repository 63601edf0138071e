package decode

import (
	"errors"
	"fmt"
	"slices"
)

// Settings is what stays the same during one sequence.
type Settings struct {
	LatentPad   int64
	LatentStart int64
	LatentEnd   int64
	Stop        []int64
	// FeedHidden feeds latents with the last hidden state; without it they are fed as the embedding of LatentPad.
	FeedHidden bool
	// MaximumLatents is how many latents are fed before LatentEnd is forced; with ExactLatents it does not come sooner either.
	MaximumLatents int
	ExactLatents   bool
	// NoLatents takes LatentStart out of what can be said.
	NoLatents bool
	// LatentsOnly begins with latents whatever is sampled, and ends with them.
	LatentsOnly bool
	// Opening is what the text begins with whatever is sampled, after latents if they come first and without any after it.
	Opening Fork
	// MaximumRun ends a sequence that says one ordinary token so many times on end; 0 never does.
	MaximumRun       int
	MaximumNewTokens int
	Sampling         Sampling
	Vocabulary       int
}

// Sampling is how the next token is chosen; Temperature 0 takes the likeliest, the lowest number among equals.
type Sampling struct {
	Temperature       float64
	TopP              float64
	RepetitionPenalty float64
	Seed              int64
}

func (s Settings) check() error {
	for _, token := range slices.Concat([]int64{s.LatentPad, s.LatentStart, s.LatentEnd}, s.Stop) {
		if token < 0 || token >= int64(s.Vocabulary) {
			return fmt.Errorf("special token %d is outside the vocabulary of %d", token, s.Vocabulary)
		}
	}
	if err := s.checkFork(s.Opening); err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	if s.LatentsOnly && (s.NoLatents || !s.Opening.isEmpty()) {
		return errors.New("latents only: then there is no text to open, and latents cannot be left out")
	}
	if s.MaximumNewTokens < 1 {
		return fmt.Errorf("maximum_new_tokens is %d; it must be at least 1", s.MaximumNewTokens)
	}
	if !(s.Sampling.Temperature >= 0) || !(s.Sampling.TopP > 0 && s.Sampling.TopP <= 1) || !(s.Sampling.RepetitionPenalty > 0) {
		return errors.New("sampling needs a temperature of at least 0, a top_p over 0 and at most 1, and a repetition_penalty over 0")
	}
	return nil
}

func (s Settings) checkFork(fork Fork) error {
	for _, token := range fork.tokens() {
		if token < 0 || token >= int64(s.Vocabulary) {
			return fmt.Errorf("token %d is outside the vocabulary of %d", token, s.Vocabulary)
		}
		if token == s.LatentStart || token == s.LatentEnd || token == s.LatentPad || slices.Contains(s.Stop, token) {
			return fmt.Errorf("control token %d cannot be forced as text", token)
		}
	}
	return fork.check()
}

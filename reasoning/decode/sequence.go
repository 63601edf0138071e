package decode

import (
	"fmt"
	"slices"
)

// Sequence is the state of one reply being generated; sequences share nothing and may be interleaved.
type Sequence struct {
	settings Settings
	sampler  sampler
	forced   forced
	// ending is said instead of a stop token.
	ending Fork
	count  int
	latent bool
	blocks int
	fed    int
	run    int
	last   int64
	stop   Stop
}

// New starts a sequence after the prompt's tokens, which the repetition penalty counts as said.
func New(settings Settings, prompt []int64) (*Sequence, error) {
	if err := settings.check(); err != nil {
		return nil, fmt.Errorf("start a sequence: %w", err)
	}
	s := &Sequence{settings: settings, forced: newForced(settings.Opening, true), last: -1, sampler: newSampler(settings.Sampling, settings.Vocabulary)}
	if settings.NoLatents {
		s.sampler.never(settings.LatentStart)
	}
	for _, token := range prompt {
		if token < 0 || token >= int64(settings.Vocabulary) {
			return nil, fmt.Errorf("start a sequence: prompt token %d is outside the vocabulary of %d", token, settings.Vocabulary)
		}
		s.sampler.say(token)
	}
	return s, nil
}

// Next decides the next step from the logits of the last one; it neither keeps nor changes them.
func (s *Sequence) Next(logits []float32) (Step, error) {
	if s.stop != StopNone {
		return Step{}, fmt.Errorf("the sequence ended after %d tokens", s.count)
	}
	if len(logits) != s.settings.Vocabulary {
		return Step{}, fmt.Errorf("%d logits for a vocabulary of %d", len(logits), s.settings.Vocabulary)
	}
	candidates := logits
	if !s.latent {
		candidates = s.forced.mask(logits, s.settings.LatentStart)
	}
	sampled, err := s.sampler.sample(candidates)
	if err != nil {
		return Step{}, fmt.Errorf("step %d: %w", s.count, err)
	}
	return s.take(sampled, logits), nil
}

// Drawable says that the next choice hangs on nothing but the logits, what was said, what is banned and a number of Uniform, so that a
// device can make it, for NextDrawn.
func (s *Sequence) Drawable() bool {
	return s.stop == StopNone && (s.latent || s.forced.isOver() && s.ending.isEmpty())
}

// Uniform is the number from 0 up to 1 that the next choice by chance takes, which a drawn one has from here; 0 if choices are not by
// chance.
func (s *Sequence) Uniform() float64 {
	if s.settings.Sampling.Temperature == 0 {
		return 0
	}
	return s.sampler.random.unit()
}

// NextDrawn decides the next step from the token that was chosen elsewhere, where Drawable allows that.
func (s *Sequence) NextDrawn(token int64) (Step, error) {
	if !s.Drawable() {
		return Step{}, fmt.Errorf("step %d cannot be drawn: it needs the logits, or the sequence has ended", s.count)
	}
	if token < 0 || token >= int64(s.settings.Vocabulary) {
		return Step{}, fmt.Errorf("step %d: token %d was drawn, which is outside the vocabulary of %d", s.count, token, s.settings.Vocabulary)
	}
	return s.take(token, nil), nil
}

// Sampling is how tokens are chosen.
func (s *Sequence) Sampling() Sampling { return s.settings.Sampling }

// Said are the tokens that the repetition penalty is for, none without one.
func (s *Sequence) Said() []int64 { return s.sampler.saidList }

// Banned are the tokens that cannot be said; there may be more later.
func (s *Sequence) Banned() []int64 { return s.sampler.banned }

// take records what was sampled, or is said instead; the logits are needed only where it is forced.
func (s *Sequence) take(sampled int64, logits []float32) Step {
	step := s.decide(sampled, logits)
	s.sampler.say(step.Token)
	s.count++
	step.Stop = s.end(step)
	if s.stop = step.Stop; s.stop != StopNone {
		step.Feed, step.State = FeedNothing, -1
	}
	return step
}

// Count is how many tokens were recorded.
func (s *Sequence) Count() int { return s.count }

// Follow has the text go on with a fork from the next step on; latents that have begun come to their end before, and others do
// not begin after it.
func (s *Sequence) Follow(fork Fork) error {
	if err := s.settings.checkFork(fork); err != nil {
		return fmt.Errorf("go on after %d tokens: %w", s.count, err)
	}
	s.forced, s.ending = newForced(fork, false), Fork{}
	return nil
}

// EndWith has a fork be said in the place of a stop token, unless another is followed before.
func (s *Sequence) EndWith(fork Fork) error {
	if err := s.settings.checkFork(fork); err != nil {
		return fmt.Errorf("end: %w", err)
	}
	s.ending = fork
	return nil
}

// Branch is the branch of a final fork that ended the sequence, the logits of all branches' first tokens where it parted,
// and what of the branch is still to be said; it is -1 before.
func (s *Sequence) Branch() (branch int, scores []float32, rest []int64) {
	if s.stop != StopBranch {
		return -1, nil, nil
	}
	return s.forced.branch, s.forced.scores, s.forced.fork.Branches[s.forced.branch][1:]
}

func (s *Sequence) decide(sampled int64, logits []float32) Step {
	if s.latent {
		return s.decideLatent(sampled)
	}
	if !s.ending.isEmpty() && s.forced.isOver() && slices.Contains(s.settings.Stop, sampled) {
		s.forced, s.ending = newForced(s.ending, false), Fork{}
	}
	switch {
	case s.settings.LatentsOnly:
		sampled = s.settings.LatentStart
	case s.forced.isOver(), s.forced.opening && sampled == s.settings.LatentStart:
	default:
		if s.forced.said == 0 && !s.settings.NoLatents {
			s.settings.NoLatents = true
			s.sampler.never(s.settings.LatentStart)
		}
		sampled = s.forced.next(sampled, logits)
	}
	step := Step{Token: sampled, Feed: FeedToken, State: -1}
	if sampled == s.settings.LatentStart {
		s.latent, s.fed = true, 0
		s.blocks++
		step.State = s.state()
	}
	return step
}

// decideLatent keeps to the latent mode until its end is sampled, or forced because enough were fed.
func (s *Sequence) decideLatent(sampled int64) Step {
	if sampled == s.settings.LatentEnd && !s.settings.ExactLatents || s.fed >= s.settings.MaximumLatents {
		s.latent = false
		return Step{Token: s.settings.LatentEnd, Feed: FeedToken, State: -1}
	}
	s.fed++
	step := Step{Token: s.settings.LatentPad, Feed: FeedToken, Latent: true, State: s.state()}
	if s.settings.FeedHidden {
		step.Feed = FeedHidden
	}
	return step
}

// state numbers the states of the first run of latents; the scene takes no later ones.
func (s *Sequence) state() int {
	if s.blocks > 1 {
		return -1
	}
	return s.fed
}

func (s *Sequence) end(step Step) Stop {
	if step.Latent {
		s.run, s.last = 0, -1
	} else if step.Token == s.last {
		s.run++
	} else {
		s.run, s.last = 1, step.Token
	}
	switch {
	case s.forced.branch >= 0 && s.forced.fork.Final:
		return StopBranch
	case s.settings.LatentsOnly && !step.Latent && step.Token == s.settings.LatentEnd:
		return StopLatents
	case !step.Latent && slices.Contains(s.settings.Stop, step.Token):
		return StopToken
	case s.settings.MaximumRun > 0 && s.run >= s.settings.MaximumRun:
		return StopRun
	case s.count >= s.settings.MaximumNewTokens:
		return StopLength
	}
	return StopNone
}

package decode

import "slices"

// hidden is the logit of what must not be sampled; a repetition penalty leaves it finite.
const hidden = -1e30

// forced is where a sequence is within a fork.
type forced struct {
	fork Fork
	// said is how many of the fork's tokens were said, and branch which one was taken; -1 before.
	said, branch int
	// opening says that latents may still come before.
	opening bool
	// scores are the logits of the branches' first tokens where a final fork parted.
	scores []float32
	masked []float32
}

func newForced(fork Fork, opening bool) forced {
	return forced{fork: fork, branch: -1, opening: opening && !fork.isEmpty()}
}

// isOver says that nothing is forced any more.
func (f *forced) isOver() bool {
	switch {
	case f.said < len(f.fork.Common):
		return false
	case f.branch < 0:
		return len(f.fork.Branches) == 0
	}
	return f.said == len(f.fork.Common)+len(f.fork.Branches[f.branch])
}

// parts says that the next token decides which branch is taken.
func (f *forced) parts() bool {
	return f.branch < 0 && len(f.fork.Branches) > 0 && f.said == len(f.fork.Common)
}

// mask leaves only the tokens to sample from that may come next, where there are several to sample from.
func (f *forced) mask(logits []float32, latentStart int64) []float32 {
	if !f.parts() || f.fork.Final {
		return logits
	}
	f.masked = slices.Grow(f.masked[:0], len(logits))[:len(logits)]
	for i, logit := range logits {
		f.masked[i] = logit
		if logit-logit == 0 {
			f.masked[i] = hidden
		}
	}
	for _, branch := range f.fork.Branches {
		f.masked[branch[0]] = logits[branch[0]]
	}
	if f.opening {
		f.masked[latentStart] = logits[latentStart]
	}
	return f.masked
}

// next is the token that is said instead of the one that was sampled.
func (f *forced) next(sampled int64, logits []float32) int64 {
	f.opening = false
	at := f.said
	f.said++
	if at < len(f.fork.Common) {
		return f.fork.Common[at]
	}
	if f.branch < 0 {
		f.branch = f.likeliest(logits)
		for i, branch := range f.fork.Branches {
			if !f.fork.Final && branch[0] == sampled {
				f.branch = i
			}
		}
	}
	return f.fork.Branches[f.branch][at-len(f.fork.Common)]
}

// likeliest is the first of the branches with the highest logit.
func (f *forced) likeliest(logits []float32) int {
	best := 0
	f.scores = f.scores[:0]
	for i, branch := range f.fork.Branches {
		f.scores = append(f.scores, logits[branch[0]])
		if f.scores[i] > f.scores[best] {
			best = i
		}
	}
	return best
}

package decode

import (
	"fmt"
	"math"
	"slices"
)

// NonFiniteError says that the model gave logits that are no numbers: its reply means nothing.
type NonFiniteError struct {
	// Token is the first token whose logit is not finite, Count how many are not.
	Token int
	Count int
}

// Error says what happened and what helps.
func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("%d logits are not finite, the first that of token %d; run the model in bfloat16 or float32", e.Count, e.Token)
}

// sampler chooses tokens in the order of transformers' logits processors: repetition penalty, temperature, top-p.
// Each choice that is not greedy takes one number of the generator.
type sampler struct {
	settings Sampling
	random   generator
	said     []bool
	saidList []int64
	scores   []float32
	weights  []weight
}

type weight struct {
	token  int64
	weight float64
}

func newSampler(settings Sampling, vocabulary int) sampler {
	s := sampler{settings: settings, random: generator{state: uint64(settings.Seed)}}
	if settings.RepetitionPenalty != 1 {
		s.said = make([]bool, vocabulary)
	}
	if settings.RepetitionPenalty != 1 || settings.Temperature > 0 {
		s.scores = make([]float32, vocabulary)
	}
	return s
}

// say notes a token for the repetition penalty.
func (s *sampler) say(token int64) {
	if s.said != nil && !s.said[token] {
		s.said[token] = true
		s.saidList = append(s.saidList, token)
	}
}

func (s *sampler) sample(logits []float32) (int64, error) {
	likeliest, err := argmax(logits)
	if err != nil || s.scores == nil {
		return likeliest, err
	}
	copy(s.scores, logits)
	for _, token := range s.saidList {
		if s.scores[token] < 0 {
			s.scores[token] *= float32(s.settings.RepetitionPenalty)
		} else {
			s.scores[token] /= float32(s.settings.RepetitionPenalty)
		}
	}
	likeliest, err = argmax(s.scores)
	if err != nil || s.settings.Temperature == 0 {
		return likeliest, err
	}
	return s.draw(s.scores[likeliest]), nil
}

// draw takes one token by chance, given the highest score.
func (s *sampler) draw(highest float32) int64 {
	total := 0.0
	s.weights = s.weights[:0]
	for token, score := range s.scores {
		w := math.Exp(float64(score-highest) / s.settings.Temperature)
		total += w
		s.weights = append(s.weights, weight{int64(token), w})
	}
	if s.settings.TopP < 1 {
		total = s.nucleus(total)
	}
	at := s.random.unit() * total
	for _, w := range s.weights {
		if at -= w.weight; at < 0 {
			return w.token
		}
	}
	return s.weights[len(s.weights)-1].token
}

// nucleus keeps the likeliest tokens, those with less than top-p of the weight before them, and returns their weight.
func (s *sampler) nucleus(total float64) float64 {
	// All tokens below this bound together weigh no more than what is cut off, so they need no sorting.
	bound := (1 - s.settings.TopP) * total / float64(len(s.weights))
	s.weights = slices.DeleteFunc(s.weights, func(w weight) bool { return w.weight < bound })
	slices.SortFunc(s.weights, func(a, b weight) int {
		if a.weight != b.weight {
			if a.weight > b.weight {
				return -1
			}
			return 1
		}
		return int(a.token - b.token)
	})
	kept := 0.0
	for i, w := range s.weights {
		if i > 0 && kept >= s.settings.TopP*total {
			s.weights = s.weights[:i]
			break
		}
		kept += w.weight
	}
	return kept
}

// argmax is the first of the highest scores, or an error if any is not finite.
func argmax(scores []float32) (int64, error) {
	best, finite := 0, true
	for i, score := range scores {
		if score > scores[best] {
			best = i
		}
		// The difference is 0 for every finite number and not a number for all others.
		finite = finite && score-score == 0
	}
	if finite {
		return int64(best), nil
	}
	failure := &NonFiniteError{}
	for i, score := range scores {
		if score-score != 0 {
			if failure.Count == 0 {
				failure.Token = i
			}
			failure.Count++
		}
	}
	return 0, failure
}

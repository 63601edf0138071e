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
	settings   Sampling
	vocabulary int
	random     generator
	said       []bool
	saidList   []int64
	banned     []int64
	scores     []float32
	weights    []weight
	kept       []weight
}

func newSampler(settings Sampling, vocabulary int) sampler {
	s := sampler{settings: settings, vocabulary: vocabulary, random: generator{state: uint64(settings.Seed)}}
	if settings.RepetitionPenalty != 1 {
		s.said = make([]bool, vocabulary)
	}
	if settings.RepetitionPenalty != 1 || settings.Temperature > 0 {
		s.scores = make([]float32, vocabulary)
	}
	return s
}

// never takes a token out of what can be sampled.
func (s *sampler) never(token int64) {
	s.banned = append(s.banned, token)
	s.scores = make([]float32, s.vocabulary)
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
	for _, token := range s.banned {
		s.scores[token] = -math.MaxFloat32
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
	candidates := s.weights
	if s.settings.TopP < 1 {
		candidates, total = s.nucleus(total)
	}
	at := s.random.unit() * total
	for _, w := range candidates {
		if at -= w.weight; at < 0 {
			return w.token
		}
	}
	return candidates[len(candidates)-1].token
}

// nucleus is the likeliest tokens, those with less than top-p of the weight before them, and their weight.
func (s *sampler) nucleus(total float64) ([]weight, float64) {
	// All tokens below this bound together weigh no more than what is cut off, so they need no ordering.
	bound := (1 - s.settings.TopP) * total / float64(len(s.weights))
	s.weights = slices.DeleteFunc(s.weights, func(w weight) bool { return w.weight < bound })
	kept := 0.0
	heap := weightHeap(s.weights)
	heap.order()
	s.kept = s.kept[:0]
	for len(heap) > 0 && (len(s.kept) == 0 || kept < s.settings.TopP*total) {
		kept += heap[0].weight
		s.kept = append(s.kept, heap[0])
		heap = heap.pop()
	}
	return s.kept, kept
}

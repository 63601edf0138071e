package reasoning

import (
	"math"

	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// letters follows how likely each option's letter is at every step, because only the finished reply tells which step
// said the answer.
type letters struct {
	names []string
	// tokens has, for each letter, every token that is the letter alone or after a sign that may stand before it.
	tokens [][]int64
	// watched are the tokens of all letters, one after another, whose logits are wanted at each step; logits is room for them.
	watched []int64
	logits  []float32
	// scores are the letters' logits, one row a step; a letter's variants are summed as probabilities are.
	scores []float64
	// temperature is what the scores are divided by before they become a confidence.
	temperature float64
}

func newLetters(tokenizer *token.Tokenizer, choices []prompt.Choice, steps int) *letters {
	l := &letters{temperature: 1}
	for _, choice := range choices {
		var variants []int64
		for _, before := range []string{"", " ", ">", "(", "[", "\"", "*", "**", "\n", ":"} {
			tokens, err := tokenizer.Encode([]token.Part{{Text: before + choice.Letter}})
			if err == nil && len(tokens) == 1 {
				variants = append(variants, tokens[0])
			}
		}
		l.names = append(l.names, choice.Letter)
		l.tokens = append(l.tokens, variants)
		l.watched = append(l.watched, variants...)
	}
	l.logits = make([]float32, len(l.watched))
	l.scores = make([]float64, 0, len(l.names)*steps)
	return l
}

// note keeps the letters' scores of one step.
func (l *letters) note(logits []float32) {
	for i, token := range l.watched {
		l.logits[i] = logits[token]
	}
	l.noteWatched(l.logits)
}

// noteWatched does the same with the logits of the watched tokens, in their order.
func (l *letters) noteWatched(logits []float32) {
	for _, variants := range l.tokens {
		highest, sum := math.Inf(-1), 0.0
		for _, logit := range logits[:len(variants)] {
			highest = max(highest, float64(logit))
		}
		for _, logit := range logits[:len(variants)] {
			sum += math.Exp(float64(logit) - highest)
		}
		l.scores, logits = append(l.scores, highest+math.Log(sum)), logits[len(variants):]
	}
}

// probabilities are those of all letters at a step, and which of them the given one is; none if the step said something else.
func (l *letters) probabilities(letter string, step int, said int64) (all []float64, at int) {
	width := len(l.names)
	for i, name := range l.names {
		if name != letter {
			continue
		}
		for _, token := range l.tokens[i] {
			if token == said && (step+1)*width <= len(l.scores) {
				return softmax(l.scores[step*width:(step+1)*width], l.temperature), i
			}
		}
	}
	return nil, -1
}

// lacks says whether the question has options, and this letter is none of them.
func (l *letters) lacks(letter string) bool {
	for _, name := range l.names {
		if name == letter {
			return false
		}
	}
	return len(l.names) > 0
}

// softmax makes probabilities of logits.
func softmax(scores []float64, temperature float64) []float64 {
	highest, sum := math.Inf(-1), 0.0
	for _, score := range scores {
		highest = max(highest, score)
	}
	all := make([]float64, len(scores))
	for i, score := range scores {
		all[i] = math.Exp((score - highest) / temperature)
		sum += all[i]
	}
	for i := range all {
		all[i] /= sum
	}
	return all
}

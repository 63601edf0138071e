package reasoning

import (
	"math"
	"slices"

	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// letters follows how likely each option's letter is at every step, because only the finished reply tells which step
// said the answer.
type letters struct {
	names []string
	// tokens has, for each letter, every token that is the letter alone or after a sign that may stand before it.
	tokens [][]int64
	// watched are the tokens of all letters, one after another, whose logits are wanted at each step; logits has a row of them for each.
	watched []int64
	logits  []float32
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
	l.logits = make([]float32, 0, len(l.watched)*steps)
	return l
}

// note keeps the letters' logits of one step.
func (l *letters) note(logits []float32) {
	for _, token := range l.watched {
		l.logits = append(l.logits, logits[token])
	}
}

// noteWatched does the same with the logits of the watched tokens, in their order, and maybe others behind them.
func (l *letters) noteWatched(logits []float32) {
	l.logits = append(l.logits, logits[:len(l.watched)]...)
}

// probabilities are those of all letters at a step, and which of them the given one is; none if the step said something else.
func (l *letters) probabilities(letter string, step int, said int64) (all []float64, at int) {
	at = slices.Index(l.names, letter)
	if at < 0 || !slices.Contains(l.tokens[at], said) || (step+1)*len(l.watched) > len(l.logits) {
		return nil, -1
	}
	return softmax(l.scores(step), l.temperature), at
}

// scores are the letters' logits at a step; a letter's variants are summed as probabilities are.
func (l *letters) scores(step int) []float64 {
	logits, scores := l.logits[step*len(l.watched):], make([]float64, 0, len(l.names))
	for _, variants := range l.tokens {
		highest, sum := math.Inf(-1), 0.0
		for _, logit := range logits[:len(variants)] {
			highest = max(highest, float64(logit))
		}
		for _, logit := range logits[:len(variants)] {
			sum += math.Exp(float64(logit) - highest)
		}
		scores, logits = append(scores, highest+math.Log(sum)), logits[len(variants):]
	}
	return scores
}

// lacks says whether the question has options, and this letter is none of them.
func (l *letters) lacks(letter string) bool {
	return len(l.names) > 0 && !slices.Contains(l.names, letter)
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

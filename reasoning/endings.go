package reasoning

import (
	"fmt"
	"strings"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// What a text is made to begin with, or to go on with.
const (
	answerOpening = prompt.AnswerTag
	cutOpening    = prompt.ThinkEnd + " " + prompt.AnswerTag
	// lastSign is what an answer's tag still lacks that has begun.
	lastSign = ">"
)

// endings are the ways in which a reply is made to answer.
type endings struct {
	// cut ends the thinking first; thought comes after it, answer without it, and the others when the answer's tag has begun or is
	// there. Without options there is only cut, and close, which ends an answer that begins to think.
	cut, thought, answer, opening, letter, close decode.Fork
}

// at is the ending that comes where a text stands.
func (e *endings) at(stage prompt.Stage, rest string) decode.Fork {
	switch {
	case stage == prompt.StageOpening:
		return e.opening
	case stage == prompt.StageAnswering && strings.TrimSpace(rest) == "":
		return e.letter
	case rest == "":
		return e.thought
	}
	return e.answer
}

func (e *endings) length() int {
	return max(e.cut.Length(), e.thought.Length(), e.answer.Length(), e.opening.Length(), e.letter.Length())
}

// freely are the endings that leave the answer to the model.
func (e *Engine) freely() (made endings, err error) {
	if made.cut, err = e.openEnded(cutOpening); err != nil {
		return made, err
	}
	tokens, err := e.tokenizer.Encode([]token.Part{{Text: prompt.AnswerEnd, Control: true}})
	made.close = decode.Fork{Branches: [][]int64{tokens}, Final: true}
	return made, err
}

// choosing are the endings that answer with one of the options.
func (e *Engine) choosing(options []prompt.Choice) (endings, error) {
	var made endings
	for before, into := range map[string]*decode.Fork{cutOpening: &made.cut, " " + answerOpening: &made.thought, answerOpening: &made.answer, lastSign: &made.opening, "": &made.letter} {
		fork, err := e.options(before, options)
		if err != nil {
			return made, fmt.Errorf("say one of %d options after %q: %w", len(options), before, err)
		}
		*into = fork
	}
	return made, nil
}

// options is what comes before the options and then one of them, in the tokens that the tokenizer makes of the whole. Where
// these part more than once, the options' tokens are made apart, and part at their letters.
func (e *Engine) options(before string, options []prompt.Choice) (decode.Fork, error) {
	whole, apart := make([][]int64, len(options)), make([][]int64, len(options))
	for i, option := range options {
		said := []token.Part{{Text: option.Answer()}, {Text: prompt.AnswerEnd, Control: true}}
		begin := []token.Part{{Text: before, Control: true}}
		var err error
		if whole[i], err = e.tokenizer.Encode(append(begin, said...)); err != nil {
			return decode.Fork{}, err
		}
		first, err := e.tokenizer.Encode(begin)
		if err != nil {
			return decode.Fork{}, err
		}
		second, err := e.tokenizer.Encode(said)
		if err != nil {
			return decode.Fork{}, err
		}
		apart[i] = append(first, second...)
	}
	fork, err := decode.NewFork(whole)
	if err != nil {
		fork, err = decode.NewFork(apart)
	}
	fork.Final = true
	return fork, err
}

// openEnded has a text be said and lets the model go on. Its last token may be any that begins as it does: a model that says ">B"
// in one token is not made to say ">" first, which it never does.
func (e *Engine) openEnded(text string) (decode.Fork, error) {
	tokens, err := e.tokenizer.Encode([]token.Part{{Text: text, Control: true}})
	if err != nil {
		return decode.Fork{}, err
	}
	last := len(tokens) - 1
	fork := decode.Fork{Common: tokens[:last:last]}
	for id := range int64(e.tokenizer.Size()) {
		if !e.tokenizer.IsSpecial(id) && strings.HasPrefix(e.tokenizer.Text(id), e.tokenizer.Text(tokens[last])) {
			fork.Branches = append(fork.Branches, []int64{id})
		}
	}
	if len(fork.Branches) == 1 {
		return decode.Fork{Common: tokens}, nil
	}
	return fork, nil
}

package prompt

import (
	"strings"
	"unicode"
)

// Reply is what a reply of the model says.
type Reply struct {
	// Reasoning is the text of <think>, Answer that of the last <answer> with text in it: each a piece of the reply.
	Reasoning, Answer string
	// AnswerAt is where in the reply the answer begins.
	AnswerAt int
	// Choice is the letter that the answer names, "A" to "Z"; "" if it names none, or several.
	Choice string
	// Complete says that the answer has its end tag, so that nothing of it is missing.
	Complete bool
	Problem  Problem
}

// Problem is what is wrong with a reply, in a word for programs.
type Problem string

// The problems of a reply. Of several the first of this list is told.
const (
	NoProblem Problem = ""
	// EmptyReply is a reply with nothing but space.
	EmptyReply Problem = "empty_reply"
	// Degenerate is a reply, or answer, of one character again and again.
	Degenerate Problem = "degenerate"
	// NoAnswer is a reply without an answer's start tag.
	NoAnswer Problem = "no_answer"
	// EmptyAnswer is a reply whose answers have no text.
	EmptyAnswer Problem = "empty_answer"
	// UnclosedAnswer is an answer without its end tag: it may have been cut off.
	UnclosedAnswer Problem = "unclosed_answer"
	// AmbiguousChoice is an answer that names several letters.
	AmbiguousChoice Problem = "ambiguous_choice"
)

// From how many equal characters on a text is no text any more: at its end, and when it is nothing else but signs.
const (
	degenerateRun   = 16
	degenerateWhole = 4
)

// Parse reads a reply. It bears with every malformation of the tags, and never makes up an answer: what is not in an
// answer block is none.
func Parse(reply string) Reply {
	tags := findTags(reply)
	parsed := Reply{Reasoning: reasoning(reply, tags)}
	if strings.TrimSpace(reply) == "" {
		parsed.Problem = EmptyReply
		return parsed
	}
	block, opened := lastAnswer(reply, tags)
	switch {
	case isDegenerate(block.text), block.text == "" && isDegenerate(reply):
		parsed.Problem = Degenerate
	case !opened:
		parsed.Problem = NoAnswer
	case block.text == "":
		parsed.Problem = EmptyAnswer
	default:
		parsed.Answer, parsed.AnswerAt, parsed.Complete = block.text, block.at, block.closed
		var ambiguous bool
		parsed.Choice, ambiguous = choiceOf(block.text)
		if !block.closed {
			parsed.Problem = UnclosedAnswer
		} else if ambiguous {
			parsed.Problem = AmbiguousChoice
		}
	}
	return parsed
}

// isDegenerate reports a text that ends in a run of one character, as a model gives whose numbers have overflowed.
func isDegenerate(text string) bool {
	characters := []rune(strings.TrimSpace(text))
	if len(characters) == 0 {
		return false
	}
	last := characters[len(characters)-1]
	run := 0
	for run < len(characters) && characters[len(characters)-1-run] == last {
		run++
	}
	whole := run == len(characters) && !unicode.IsLetter(last) && !unicode.IsNumber(last)
	return run >= degenerateRun || whole && run >= degenerateWhole
}

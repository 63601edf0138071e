package prompt

import "regexp"

// The tags as a model is trained to say them.
const (
	ThinkEnd  = "</think>"
	AnswerTag = "<answer>"
	AnswerEnd = "</answer>"
)

// Stage is how far a reply has come that is still being said.
type Stage int

// The stages of a reply.
const (
	// StageThinking is all before the others.
	StageThinking Stage = iota
	// StageThought comes with the end tag of the reasoning.
	StageThought
	// StageOpening is a start tag of the answer that lacks its last sign.
	StageOpening
	// StageAnswering comes with the start tag of the answer.
	StageAnswering
)

// openTag is a start tag of an answer that lacks its last sign, at the end of a text; it looks at so many bytes.
const (
	openTag      = `(?i)<\s*answer\s*$`
	openTagBytes = 16
)

// StageOf tells how far a reply has come, and what it says after the tag that tells so.
func StageOf(reply string) (stage Stage, rest string) {
	if regexp.MustCompile(openTag).MatchString(reply[max(0, len(reply)-openTagBytes):]) {
		return StageOpening, ""
	}
	for _, t := range findTags(reply) {
		switch {
		case t.answer && !t.closing:
			stage, rest = StageAnswering, reply[t.end:]
		case !t.answer && t.closing && stage == StageThinking:
			stage, rest = StageThought, reply[t.end:]
		}
	}
	return stage, rest
}

// Strays tells whether an answer has come to another tag than its end, and ended whether it has come to its end. The text may
// begin with the end tag of the reasoning.
func Strays(text string) (strays, ended bool) {
	opened := false
	for _, t := range findTags(text) {
		switch {
		case opened:
			ended = t.answer && t.closing
			return !ended, ended
		case t.answer && !t.closing:
			opened = true
		}
	}
	return false, false
}

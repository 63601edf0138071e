package reply

import (
	"strings"

	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// Kind is one way in which a reply is degenerate.
type Kind string

// The kinds. A reply is of one of them, or of one and of EmptyLatents.
const (
	// Failed is a question that could not be put to the model.
	Failed Kind = "failed"
	// NotFinite is a reply whose logits are no numbers.
	NotFinite Kind = "not_finite"
	// TokenRun is a reply that says one token, or one character, again and again, such as token 0 ("!") after an overflow.
	TokenRun Kind = "token_run"
	// Empty is a reply with nothing but space.
	Empty Kind = "empty_reply"
	// NoAnswerTag is a reply without the tag of an answer.
	NoAnswerTag Kind = "no_answer_tag"
	// EmptyAnswer is an answer without text, UnclosedAnswer one that was cut off, SeveralLetters one that names several.
	EmptyAnswer    Kind = "empty_answer"
	UnclosedAnswer Kind = "unclosed_answer"
	SeveralLetters Kind = "several_letters"
	// EmptyLatents is a reply that thought no latents though nothing kept it from it.
	EmptyLatents Kind = "empty_latents"
)

// Kinds are all of them, in the order in which they are reported.
func Kinds() []Kind {
	return []Kind{Failed, NotFinite, TokenRun, Empty, NoAnswerTag, EmptyAnswer, UnclosedAnswer, SeveralLetters, EmptyLatents}
}

// KindsOf says what is wrong with a reply; note is nil where only the text is known. Then latents are only known to be
// empty where the text shows their tokens.
func KindsOf(text string, note *Note) []Kind {
	var kinds []Kind
	if kind := kindOf(text, note); kind != "" {
		kinds = append(kinds, kind)
	}
	empty := strings.Contains(text, "<|latent_start|><|latent_end|>")
	if note != nil {
		empty = note.Latents == 0 && !note.Settings.Ablation.NoLatents && note.Status != reasoning.StatusError.String()
	}
	if empty {
		kinds = append(kinds, EmptyLatents)
	}
	return kinds
}

func kindOf(text string, note *Note) Kind {
	if note != nil {
		switch {
		case note.NotFinite:
			return NotFinite
		case note.Status == reasoning.StatusError.String():
			return Failed
		case note.Status == reasoning.StatusDegenerate.String():
			return TokenRun
		}
	}
	switch prompt.Parse(text).Problem {
	case prompt.EmptyReply:
		return Empty
	case prompt.Degenerate:
		return TokenRun
	case prompt.NoAnswer:
		return NoAnswerTag
	case prompt.EmptyAnswer:
		return EmptyAnswer
	case prompt.UnclosedAnswer:
		return UnclosedAnswer
	case prompt.AmbiguousChoice:
		return SeveralLetters
	}
	return ""
}

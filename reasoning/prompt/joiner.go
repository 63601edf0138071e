package prompt

import (
	"strings"

	"github.com/thinker3d/thinker3d/reasoning/token"
)

// joiner gathers text, and makes one part of neighbours of one kind.
type joiner struct {
	parts   []token.Part
	text    strings.Builder
	control bool
}

func (j *joiner) add(text string, control bool) {
	if text == "" {
		return
	}
	if control != j.control {
		j.flush()
		j.control = control
	}
	j.text.WriteString(text)
}

func (j *joiner) flush() {
	if j.text.Len() > 0 {
		j.parts = append(j.parts, token.Part{Text: j.text.String(), Control: j.control})
		j.text.Reset()
	}
}

func (j *joiner) take() []token.Part {
	j.flush()
	return j.parts
}

package token

import (
	"fmt"
	"unicode/utf8"
)

// MaximumText is the most bytes that one Encode takes.
const MaximumText = 1 << 20

// Part is a piece of text for the model. Only in control text are the names of added tokens more than text.
type Part struct {
	Text    string
	Control bool
}

// stretch is a range of bytes of one kind.
type stretch struct {
	start, end int
	control    bool
}

// join makes one text of the parts, and neighbours of one kind one stretch.
func join(parts []Part) (string, []stretch, error) {
	size := 0
	for i, part := range parts {
		if size += len(part.Text); size > MaximumText || len(part.Text) > MaximumText {
			return "", nil, fmt.Errorf("text is longer than %d bytes", MaximumText)
		}
		if !utf8.ValidString(part.Text) {
			return "", nil, fmt.Errorf("text of part %d is not valid UTF-8", i)
		}
	}
	joined := make([]byte, 0, size)
	var stretches []stretch
	for _, part := range parts {
		if part.Text == "" {
			continue
		}
		start := len(joined)
		joined = append(joined, part.Text...)
		if last := len(stretches) - 1; last >= 0 && stretches[last].control == part.Control {
			stretches[last].end = len(joined)
			continue
		}
		stretches = append(stretches, stretch{start: start, end: len(joined), control: part.Control})
	}
	return string(joined), stretches, nil
}

package prompt

import "strings"

// block is the text of one answer, and where in the reply it begins.
type block struct {
	text   string
	at     int
	closed bool
}

// lastAnswer is the last answer block that has text; opened reports whether there was a start tag at all.
func lastAnswer(reply string, tags []tag) (last block, opened bool) {
	for i, t := range tags {
		if !t.answer || t.closing {
			continue
		}
		opened = true
		if found := answerFrom(reply, tags[i:]); found.text != "" {
			last = found
		}
	}
	return last, opened
}

// answerFrom reads the block that the first tag opens: up to the next answer tag or the end of the reply, without
// what stands in a think block within.
func answerFrom(reply string, tags []tag) block {
	var found block
	start, thinking := tags[0].end, false
	take := func(end int) {
		part := reply[start:max(start, end)]
		if text := strings.TrimSpace(part); text != "" && !thinking {
			found.text, found.at = text, start+strings.Index(part, text)
		}
	}
	for _, t := range tags[1:] {
		take(t.start)
		if t.answer {
			found.closed = t.closing
			return found
		}
		start, thinking = t.end, !t.closing
	}
	take(bodyEnd(reply))
	return found
}

package token

import "golang.org/x/text/unicode/norm"

// Encode gives the token ids of the parts, one after another. The parts are one text: what lies between added tokens
// is normalized, split and merged without regard to where one part ends and the next begins. An added token is found
// only if it lies wholly in control text.
func (t *Tokenizer) Encode(parts []Part) ([]int64, error) {
	text, stretches, err := join(parts)
	if err != nil {
		return nil, err
	}
	e := encoding{tokenizer: t, ids: make([]int64, 0, len(text)/3+8)}
	e.split(text, stretches, t.added.raw, func(text string, stretches []stretch) {
		if t.added.normalized == nil {
			e.plain(normalize(text))
			return
		}
		text, stretches = normalizeStretches(text, stretches)
		e.split(text, stretches, t.added.normalized, func(text string, _ []stretch) { e.plain(text) })
	})
	return e.ids, nil
}

// encoding is one Encode on its way.
type encoding struct {
	tokenizer *Tokenizer
	ids       []int64
	word      word
}

// split appends the table's tokens of text, and hands what lies between them to rest.
func (e *encoding) split(text string, stretches []stretch, table *[256][]*addedToken, rest func(string, []stretch)) {
	done := 0
	for _, match := range find(table, text, stretches) {
		if done < match.start {
			rest(text[done:match.start], cut(stretches, done, match.start))
		}
		e.ids = append(e.ids, int64(match.id))
		done = match.end
	}
	if done < len(text) {
		rest(text[done:], cut(stretches, done, len(text)))
	}
}

// plain appends the tokens of text that holds no added token.
func (e *encoding) plain(text string) {
	for len(text) > 0 {
		end := scan(text)
		e.ids = e.word.append(e.ids, e.tokenizer.merger, text[:end])
		text = text[end:]
	}
}

// cut gives the stretches of the bytes from start to end, counted from start.
func cut(stretches []stretch, start, end int) []stretch {
	var result []stretch
	for _, s := range stretches {
		if s.start < end && s.end > start {
			result = append(result, stretch{start: max(s.start, start) - start, end: min(s.end, end) - start, control: s.control})
		}
	}
	return result
}

// normalizeStretches is normalize for text whose stretches matter: what is made of both kinds of text is not control.
func normalizeStretches(text string, stretches []stretch) (string, []stretch) {
	if norm.NFC.IsNormalString(text) {
		return text, stretches
	}
	var joined []byte
	var result []stretch
	for position, kinds := 0, stretches; position < len(text); {
		end := position + chunkEnd(text[position:])
		for kinds[0].end <= position {
			kinds = kinds[1:]
		}
		control := kinds[0].control && end <= kinds[0].end
		start := len(joined)
		joined = append(joined, composeChunk(text[position:end])...)
		if last := len(result) - 1; last >= 0 && result[last].control == control {
			result[last].end = len(joined)
		} else {
			result = append(result, stretch{start: start, end: len(joined), control: control})
		}
		position = end
	}
	return string(joined), result
}

package token

import (
	"strings"
	"unicode/utf8"
)

// Decoder turns ids into text as they come. It is not safe for use by several goroutines.
type Decoder struct {
	tokenizer *Tokenizer
	pending   []byte
}

// NewDecoder makes a decoder that leaves out special tokens.
func (t *Tokenizer) NewDecoder() *Decoder { return &Decoder{tokenizer: t} }

// Push takes the next id and gives the text that is now whole; special and unknown ids give none.
func (d *Decoder) Push(id int64) string {
	if d.tokenizer.IsSpecial(id) {
		return ""
	}
	d.pending = append(d.pending, d.tokenizer.Text(id)...)
	return d.take(false)
}

// Flush gives what is left: one U+FFFD if a character has begun and not ended. The decoder can be used again.
func (d *Decoder) Flush() string { return d.take(true) }

// take gives the characters of pending, with U+FFFD for each longest beginning of a character that is not one.
func (d *Decoder) take(all bool) string {
	var text strings.Builder
	rest := d.pending
	for len(rest) > 0 && (all || utf8.FullRune(rest)) {
		character, width := utf8.DecodeRune(rest)
		if character == utf8.RuneError && width == 1 {
			width = brokenWidth(rest)
		}
		text.WriteRune(character)
		rest = rest[width:]
	}
	d.pending = append(d.pending[:0], rest...)
	return text.String()
}

// brokenWidth is the length of the longest beginning of data that could begin a character; at least 1.
func brokenWidth(data []byte) int {
	for width := min(len(data), utf8.UTFMax-1); width > 1; width-- {
		if !utf8.FullRune(data[:width]) {
			return width
		}
	}
	return 1
}

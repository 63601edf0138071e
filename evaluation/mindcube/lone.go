package mindcube

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lastLone is the last letter that stands alone.
func lastLone(text string) string {
	for i := len(text) - 1; i >= 0; i-- {
		if isLone(text, i) {
			return text[i : i+1]
		}
	}
	return ""
}

// lowestLone is the first letter that stands alone in the lowest line that has one.
func lowestLone(text string) string {
	letter := ""
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '\n' && letter != "" {
			break
		}
		if isLone(text, i) {
			letter = text[i : i+1]
		}
	}
	return letter
}

// lastAnnounced is the last letter that stands alone after "Answer:", "Answer" or either with white space.
func lastAnnounced(text string) string {
	const word = "Answer"
	letter := ""
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return letter
		}
		at += from
		from = at + len(word)
		if wordEndsAt(text, at) {
			continue
		}
		rest := strings.TrimLeftFunc(strings.TrimPrefix(text[from:], ":"), isSpace)
		if place := len(text) - len(rest); rest != "" && isOption(rest[0]) && !wordBeginsAt(text, place+1) {
			letter = rest[:1]
		}
	}
}

func isOption(b byte) bool { return b >= 'A' && b <= 'E' }

// isLone tells an option's letter with no word character on either side.
func isLone(text string, at int) bool {
	return isOption(text[at]) && !wordEndsAt(text, at) && !wordBeginsAt(text, at+1)
}

func wordEndsAt(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return at > 0 && isWord(before)
}

func wordBeginsAt(text string, at int) bool {
	after, _ := utf8.DecodeRuneInString(text[at:])
	return at < len(text) && isWord(after)
}

// isWord is Python's \w: letters and numbers of every script, and the underscore; no combining marks.
func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) }

// isSpace is Python's \s: Unicode's white space and the four separators of ASCII.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

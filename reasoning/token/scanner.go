package token

import (
	"unicode"
	"unicode/utf8"
)

// kind is the class of one character in the Qwen2 pattern.
type kind uint8

const (
	other kind = iota
	letter
	number
	newline // \r or \n, which are space too
	space
)

func kindOf(character rune) kind {
	switch {
	case character == '\r' || character == '\n':
		return newline
	case character < utf8.RuneSelf:
		return asciiKind(byte(character))
	case unicode.IsLetter(character) || isLetterSince15(character):
		return letter
	case unicode.IsNumber(character) || isNumberSince15(character):
		return number
	case unicode.IsSpace(character):
		return space
	}
	return other
}

func asciiKind(b byte) kind {
	switch {
	case 'a' <= b|0x20 && b|0x20 <= 'z':
		return letter
	case '0' <= b && b <= '9':
		return number
	case b == ' ' || '\t' <= b && b <= '\r':
		return space
	}
	return other
}

// at gives the class and width of the first character of text; text must not be empty.
func at(text string) (kind, int) {
	if b := text[0]; b < utf8.RuneSelf && b != '\r' && b != '\n' {
		return asciiKind(b), 1
	}
	character, width := utf8.DecodeRuneInString(text)
	return kindOf(character), width
}

// run is how many bytes at the start of text are characters of the class.
func run(text string, wanted kind) int {
	end := 0
	for end < len(text) {
		found, width := at(text[end:])
		if found != wanted {
			break
		}
		end += width
	}
	return end
}

// scan gives the length of the first match of the Qwen2 pattern in text, whose alternatives it tries in order.
func scan(text string) int {
	if width := contraction(text); width > 0 {
		return width
	}
	first, width := at(text)
	switch first {
	case letter:
		return width + run(text[width:], letter)
	case number:
		return width
	}
	// One character that is neither newline, letter nor number may stand before letters.
	if first != newline {
		if letters := run(text[width:], letter); letters > 0 {
			return width + letters
		}
	}
	before := 0
	if text[0] == ' ' {
		before = 1
	}
	if others := run(text[before:], other); others > 0 {
		end := before + others
		return end + run(text[end:], newline)
	}
	return scanSpace(text)
}

// scanSpace is the last three alternatives: space up to its last newline, else all of it but the last character
// when something follows.
func scanSpace(text string) int {
	end, last, lastNewline := 0, 0, 0
	for end < len(text) {
		found, width := at(text[end:])
		if found != space && found != newline {
			break
		}
		last = end
		end += width
		if found == newline {
			lastNewline = end
		}
	}
	switch {
	case lastNewline > 0:
		return lastNewline
	case end < len(text) && last > 0:
		return last
	}
	return end
}

// contraction is the length of 's 't 're 've 'm 'll 'd at the start of text, in either case, or 0.
func contraction(text string) int {
	if len(text) < 2 || text[0] != '\'' {
		return 0
	}
	switch text[1] | 0x20 {
	case 's', 't', 'm', 'd':
		return 2
	case 'r', 'v':
		if len(text) > 2 && text[2]|0x20 == 'e' {
			return 3
		}
	case 'l':
		if len(text) > 2 && text[2]|0x20 == 'l' {
			return 3
		}
	}
	if len(text) >= 3 && text[1:3] == longS {
		return 3
	}
	return 0
}

// longS is U+017F, which is an s when case is ignored.
const longS = "ſ"

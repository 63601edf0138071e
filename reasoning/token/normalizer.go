package token

import (
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longChunk is from how many characters without a boundary on the norm package is not asked: it puts a joiner after 30
// marks, which plain NFC does not, and a character may hold three.
const longChunk = 10

// normalize gives text in normal form C.
func normalize(text string) string {
	if norm.NFC.IsNormalString(text) {
		return text
	}
	var result strings.Builder
	result.Grow(len(text))
	for len(text) > 0 {
		end := chunkEnd(text)
		result.WriteString(composeChunk(text[:end]))
		text = text[end:]
	}
	return result.String()
}

// chunkEnd is the length of the first stretch of text whose normal form does not depend on what follows.
func chunkEnd(text string) int {
	for end, character := range text {
		if end > 0 && (isMarkSince9(character) || norm.NFC.PropertiesString(text[end:]).BoundaryBefore()) {
			return end
		}
		if isMarkSince9(character) {
			return end + utf8.RuneLen(character)
		}
	}
	return len(text)
}

// composeChunk gives the normal form of one chunk.
func composeChunk(chunk string) string {
	if character, width := utf8.DecodeRuneInString(chunk); width == len(chunk) && isMarkSince9(character) {
		return chunk
	}
	if utf8.RuneCountInString(chunk) < longChunk {
		return norm.NFC.String(chunk)
	}
	return composeLong(chunk)
}

// composeLong is canonical composition by the book (Unicode Standard Annex 15): decompose, order, compose.
func composeLong(chunk string) string {
	var characters []rune
	for _, character := range chunk {
		characters = append(characters, []rune(norm.NFD.String(string(character)))...)
	}
	sortMarks(characters)
	composed := characters[:0:len(characters)]
	starter, last := -1, uint8(0)
	for _, character := range characters {
		class := combiningClass(character)
		blocked := len(composed)-1 > starter && (last == 0 || last >= class)
		if starter >= 0 && !blocked {
			if whole, ok := composePair(composed[starter], character); ok {
				composed[starter] = whole
				continue
			}
		}
		if class == 0 {
			starter = len(composed)
		}
		last = class
		composed = append(composed, character)
	}
	return string(composed)
}

// sortMarks puts each run of marks into the order of their combining classes.
func sortMarks(characters []rune) {
	for start := 0; start < len(characters); {
		end := start
		for end < len(characters) && combiningClass(characters[end]) != 0 {
			end++
		}
		marks := characters[start:end]
		sort.SliceStable(marks, func(i, j int) bool { return combiningClass(marks[i]) < combiningClass(marks[j]) })
		start = end + 1
	}
}

func combiningClass(character rune) uint8 {
	return norm.NFC.PropertiesString(string(character)).CCC()
}

// composePair gives the one character that two make, if there is one.
func composePair(first, second rune) (rune, bool) {
	pair := norm.NFC.String(string([]rune{first, second}))
	whole, width := utf8.DecodeRuneInString(pair)
	return whole, width == len(pair)
}

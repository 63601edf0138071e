package prompt

import (
	"regexp"
	"strings"
)

const (
	// loneLetter is an answer that is a letter and nothing else: B, b, B., (B), **B**, "B", \boxed{B}, Option B.
	loneLetter = `^(?i:(?:option|choice)\s+)?` + opening + `([A-Za-z])` + closing + `$`
	// severalLetters is an answer that begins with more letters than one: A, B and C; A or B; A/C.
	severalLetters = `^` + opening + `[A-Z]` + quotes + `\s*(?:,|;|/|&|\+|and\b|or\b)\s*(?:and\s|or\s)?` + opening + `[A-Z]\b`
	// firstLetter is a letter before its text: B. Sofa, B) Sofa, (B) Sofa, **B** Sofa, B: Sofa, B.Sofa, B - Sofa.
	firstLetter = `^` + opening + `([A-Z])(?:` + quotes + `[.):\]},。：）、，](?:[\s*_"']|[A-Za-z][a-z]|[0-9]|[^\x00-\x7f]|$)|` + quotes1 + `\s|\s+[-–—]\s|[ \t]*\r?\n)`
	// saidLetter is a letter that words announce: Answer: B, The answer is (B), the answer is B because. A before a word
	// could be the article, and I the pronoun.
	saidLetter = `(?i:\banswer(?:\s+is)?\s*[:：]?)\s*(?i:(?:option|choice)\s+)?` + opening + `(?:([A-Z])` + quotes + `(?:[.,;!?):\]}。：）、，]|\s*$|\s*\n)|([A-Z])` + quotes1 + `\s|([B-HJ-Z])\s)`
	// namedLetter is option B, choice (B).
	namedLetter = `\b(?i:option|choice)\s+` + opening + `([A-Z])\b`
	// markedLetter is a letter that stands out in its text: Sofa (B), it is **B**.
	markedLetter = `\(([A-Z])\)` + closing + `$|\*\*\(?([A-Z])[.)]?\*\*`
	// otherLetter is a letter that begins an option within the answer.
	otherLetter = `(?:[\s(*_]|^)([A-Z])[.):][*_]*\s+\S`

	opening = `(?:[\s*_"'` + "`" + `(\[{<$（]|\\boxed|\\text)*`
	closing = `[\s*_"'` + "`" + `)\]}>$.,:;!。：）、，]*`
	quotes  = `[*_"'` + "`" + `]*`
	quotes1 = `[*_"'` + "`" + `]+`
)

// choiceOf gives the letter that an answer names. ambiguous reports an answer that names several.
func choiceOf(answer string) (letter string, ambiguous bool) {
	if found := lettersOf(loneLetter, answer); len(found) > 0 {
		return strings.ToUpper(found[0]), false
	}
	if regexp.MustCompile(severalLetters).MatchString(answer) {
		return "", true
	}
	first := lettersOf(firstLetter, answer)
	if len(first) > 0 {
		return oneOf(append(first, lettersOf(otherLetter, answer)...))
	}
	for _, pattern := range []string{saidLetter, namedLetter, markedLetter} {
		if found := lettersOf(pattern, answer); len(found) > 0 {
			return oneOf(found)
		}
	}
	return "", false
}

// lettersOf gives what the groups of a pattern catch, match by match.
func lettersOf(pattern, text string) []string {
	var letters []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		for _, letter := range match[1:] {
			if letter != "" {
				letters = append(letters, letter)
			}
		}
	}
	return letters
}

// oneOf gives the letter if all are the same one.
func oneOf(letters []string) (letter string, ambiguous bool) {
	for _, other := range letters[1:] {
		if other != letters[0] {
			return "", true
		}
	}
	return letters[0], false
}

package ego3d

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

const (
	openTag  = "<answer>"
	closeTag = "</answer>"
)

// firstNumber is Python's [-+]?\d*\.?\d+, whose digits are those of every script.
var firstNumber = regexp.MustCompile(`[-+]?\p{Nd}*\.?\p{Nd}+`)

// Processed is what the public runners keep of a reply for the scorer: what follows the last <answer> up to its end tag, on
// one line.
func Processed(text string) string {
	if at := strings.LastIndex(text, openTag); at >= 0 {
		text = text[at+len(openTag):]
	}
	text, _, _ = strings.Cut(text, closeTag)
	return strip(strings.ReplaceAll(text, "\n", ""))
}

// OfficialChoice is what the public scorer compares with the true letter in lower case. It is odd where a tag is left: what
// follows the first <answer> up to the first </answer> in the text, or without one up to the last character, which is lost.
func OfficialChoice(processed string) string {
	if start := strings.Index(processed, openTag); start >= 0 {
		start += len(openTag)
		end := strings.Index(processed, closeTag)
		if end < 0 {
			_, width := utf8.DecodeLastRuneInString(processed)
			end = len(processed) - width
		}
		processed = processed[start:max(start, end)]
	}
	return lower(strip(strings.ReplaceAll(processed, "/n", "")))
}

// OfficialNumber is the first number that the public scorer finds, and whether it uses it: it passes over a reply that has
// none, and over one of zero. What is above 100 counts as 100.
func OfficialNumber(processed string) (metres float64, used bool) {
	found := strings.Map(asciiDigit, firstNumber.FindString(processed))
	// What is too great for a float64 comes as infinite, with an error.
	metres, _ = strconv.ParseFloat(found, 64)
	return min(metres, maximumMetres), metres != 0
}

func asciiDigit(r rune) rune {
	if !unicode.Is(unicode.Nd, r) {
		return r
	}
	for _, digits := range unicode.Nd.R16 {
		if r >= rune(digits.Lo) && r <= rune(digits.Hi) {
			return '0' + (r-rune(digits.Lo))%10
		}
	}
	for _, digits := range unicode.Nd.R32 {
		if r >= rune(digits.Lo) && r <= rune(digits.Hi) {
			return '0' + (r-rune(digits.Lo))%10
		}
	}
	return r
}

// strip is Python's strip, whose white space includes the four separators of ASCII.
func strip(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f })
}

// lower is Python's lower, which knows letters whose lower case is two characters, or another one at a word's end.
func lower(text string) string { return cases.Lower(language.Und).String(text) }

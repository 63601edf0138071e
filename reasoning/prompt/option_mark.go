package prompt

import (
	"regexp"
	"strings"
)

// optionMark is a letter that may begin an option: "A." "A)" "A:" or "(A)" after a border.
const optionMark = `(?:^|[\s,;.?!:])(?:(\()([A-Z])\)|([A-Z])([.):]))`

// optionBegins is what may follow the mark: space, or at once a word, a number or another script.
const optionBegins = `^(?:\s|[A-Za-z][a-z]|[0-9]|[^\x00-\x7f])`

// mark is one place where an option may begin.
type mark struct {
	letter     byte
	style      string
	start, end int
}

func findMarks(question string) []mark {
	pattern, begins := regexp.MustCompile(optionMark), regexp.MustCompile(optionBegins)
	var marks []mark
	for position := 0; ; {
		at := pattern.FindStringSubmatchIndex(question[position:])
		if at == nil {
			return marks
		}
		for i := range at {
			at[i] += position
		}
		found := mark{end: at[1]}
		if at[2] >= position {
			found.start, found.letter, found.style = at[2], question[at[4]], "("
		} else {
			found.start, found.letter, found.style = at[6], question[at[6]], question[at[8]:at[9]]
		}
		if begins.MatchString(question[found.end:]) {
			marks = append(marks, found)
		}
		// What ends one mark may stand before the next.
		position = found.end - 1
	}
}

// chain takes from the first mark on the next letter each time it comes in the same style with text before it.
func chain(question string, marks []mark) []mark {
	found := marks[:1:1]
	for _, next := range marks[1:] {
		last := found[len(found)-1]
		if next.letter != last.letter+1 || next.style != last.style {
			continue
		}
		if strings.TrimSpace(question[last.end:next.start]) == "" {
			break
		}
		found = append(found, next)
	}
	if last := found[len(found)-1]; strings.TrimSpace(question[last.end:]) == "" {
		return found[:len(found)-1]
	}
	return found
}

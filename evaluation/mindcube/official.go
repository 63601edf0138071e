package mindcube

import (
	"regexp"
	"strings"
)

// The patterns of the public evaluator's core/extractors.py. Those of its list that want a letter and a full stop are not
// here: its first rule has by then taken every letter before a full stop in the text.
var (
	// myAnswer and theAnswer are looked for in the answer section, myAnswer also in the whole text.
	myAnswer  = regexp.MustCompile(`[Mm]y answer is ([A-E])`)
	theAnswer = regexp.MustCompile(`[Tt]he answer is ([A-E])`)
	marked    = regexp.MustCompile(`[*"]([A-E])[*"]`)
	anyAnswer = regexp.MustCompile(`answer is ([A-E])`)
	// atLineStart has the white space of Python's \s, which knows Unicode; RE2's does not.
	atLineStart = regexp.MustCompile(`\n(?:Answer: )?([A-E])(?:\z|[\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}])`)
)

// Official is the letter that MindCube's public evaluator reads out of a reply, "" if it finds none. The time that it takes
// grows with the length of the text and no faster.
func Official(text string) string {
	if letter := lastBeforeStop(text); letter != "" {
		return letter
	}
	if section, found := answerSection(text); found {
		for _, rule := range []func(string) string{lastOf(myAnswer), lastOf(theAnswer), lastLone} {
			if letter := rule(section); letter != "" {
				return letter
			}
		}
	}
	if letter := lastOf(atLineStart)("\n" + text); letter != "" {
		return letter
	}
	for _, rule := range []func(string) string{lastOf(marked), lastAnnounced, lastOf(myAnswer), lastOf(anyAnswer)} {
		if letter := rule(text); letter != "" {
			return letter
		}
	}
	return lowestLone(text)
}

// lastBeforeStop is the last letter with a full stop after it.
func lastBeforeStop(text string) string {
	for i := len(text) - 2; i >= 0; i-- {
		if isOption(text[i]) && text[i+1] == '.' {
			return text[i : i+1]
		}
	}
	return ""
}

// answerSection is what follows the first <Answer>, up to the next < or the end.
func answerSection(text string) (section string, found bool) {
	_, section, found = strings.Cut(text, "<Answer>")
	section, _, _ = strings.Cut(section, "<")
	return section, found
}

// lastOf gives the letter of the last of a pattern's matches, of which none begins before the one in front of it has ended.
func lastOf(pattern *regexp.Regexp) func(string) string {
	return func(text string) string {
		letter := ""
		for rest := text; ; {
			at := pattern.FindStringSubmatchIndex(rest)
			if at == nil {
				return letter
			}
			letter = rest[at[2]:at[3]]
			rest = rest[at[1]:]
		}
	}
}

package suite

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// Answer is what an answer must say; all that is given must hold.
type Answer struct {
	// Letter is that of a choice of the question.
	Letter string `yaml:"letter"`
	// Text is the whole answer without the letter of its choice; small and capital letters and the last full stop do not matter.
	Text string `yaml:"text"`
	// Matches is a regular expression that is found in the answer.
	Matches string `yaml:"matches"`
	// Number is the first number in the answer.
	Number *Number `yaml:"number"`
	// Any are answers of which one must hold.
	Any []Answer `yaml:"any"`

	pattern *regexp.Regexp
}

const maximumDepth = 8

func (a *Answer) check(where place, question string) { a.checkWithin(where, question, maximumDepth) }

func (a *Answer) checkWithin(where place, question string, depth int) {
	if a.Letter != "" {
		where.at("letter").check(checkLetter(a.Letter, question))
	}
	if a.Matches != "" {
		var err error
		if a.pattern, err = regexp.Compile(a.Matches); err != nil {
			where.at("matches").refuse(fmt.Errorf("matches: %w", err))
		}
	}
	if a.Number != nil {
		where.at("number").check(a.Number.check())
	}
	for i := range a.Any {
		one := where.at("any").at(i)
		if depth == 0 {
			one.refuse(errors.New("any: stands in too many others"))
			return
		}
		a.Any[i].checkWithin(one, question, depth-1)
		if a.Any[i].isEmpty() {
			one.refuse(errors.New("any: an entry expects nothing"))
		}
	}
}

func checkLetter(letter, question string) error {
	choices := prompt.Choices(question)
	if choices == nil {
		return fmt.Errorf("letter: %q is expected, and the question has no choices: list them under choices, or write \"A. … B. …\" into it", letter)
	}
	if !slices.ContainsFunc(choices, func(c prompt.Choice) bool { return c.Letter == letter }) {
		return fmt.Errorf("letter: %q is expected, and the question's choices go from A to %s", letter, choices[len(choices)-1].Letter)
	}
	return nil
}

func (a *Answer) isEmpty() bool {
	return a.Letter == "" && a.Text == "" && a.Matches == "" && a.Number == nil && len(a.Any) == 0
}

// verdicts are one for each that is given. An answer that cannot be used holds none.
func (a *Answer) verdicts(seen observation) []Verdict {
	var verdicts []Verdict
	judge := func(expectation string, holds bool) {
		var err error
		if seen.report.Status != "ok" {
			err = fmt.Errorf("%s: %s", seen.report.Status, seen.report.Reason)
		} else if !holds {
			err = fmt.Errorf("the answer is %q", seen.report.Answer)
		}
		verdicts = append(verdicts, verdictOf(expectation, err))
	}
	if a.Letter != "" {
		judge("letter "+a.Letter, seen.report.Choice == a.Letter)
	}
	if a.Text != "" {
		judge(fmt.Sprintf("text %q", a.Text), plain(seen.report) == folded(a.Text) || folded(seen.report.Answer) == folded(a.Text))
	}
	if a.pattern != nil {
		judge("matches "+a.Matches, a.pattern.MatchString(seen.report.Answer))
	}
	if a.Number != nil {
		judge(a.Number.String(), a.Number.isIn(plain(seen.report)))
	}
	if len(a.Any) > 0 {
		judge("any of "+a.alternatives(seen), slices.ContainsFunc(a.Any, func(one Answer) bool { return one.holds(seen) }))
	}
	return verdicts
}

func (a *Answer) holds(seen observation) bool {
	return !slices.ContainsFunc(a.verdicts(seen), func(v Verdict) bool { return !v.Held })
}

func (a *Answer) alternatives(seen observation) string {
	var all []string
	for i := range a.Any {
		var parts []string
		for _, v := range a.Any[i].verdicts(seen) {
			parts = append(parts, v.Expectation)
		}
		all = append(all, strings.Join(parts, " and "))
	}
	return strings.Join(all, ", ")
}

// plain is the answer without the letter of its choice.
func plain(report node.Report) string {
	text := report.Answer
	for _, mark := range []string{"(" + report.Choice + ")", report.Choice + ".", report.Choice + ")", report.Choice + ":"} {
		if rest, marked := strings.CutPrefix(text, mark); marked && report.Choice != "" {
			text = rest
			break
		}
	}
	return folded(text)
}

func folded(text string) string {
	return strings.ToLower(strings.TrimSuffix(strings.Join(strings.Fields(text), " "), "."))
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/thinker3d/thinker3d/evaluation/suite"
)

// WriteText writes the results for a person at a terminal: each outcome in a line, below it what failed and what changed.
func WriteText(out io.Writer, results *suite.Results) error {
	var text strings.Builder
	for i := range results.Bags {
		writeBag(&text, &results.Bags[i])
	}
	for _, gone := range results.Gone {
		fmt.Fprintf(&text, "gone   %s  %s  %s: was accepted as %q\n", gone.Bag, gone.Case, gone.Stamp, gone.Answer)
	}
	if results.AcceptedModel != "" {
		fmt.Fprintf(&text, "\nthe accepted results are of %s, these are of %s\n", results.AcceptedModel, results.Model)
	}
	if !results.Trained {
		fmt.Fprintf(&text, "\n%s is UNTRAINED: its answers and scenes are noise\n", results.Model)
	}
	fmt.Fprintf(&text, "\n%s: %s\n", results.Name, Summary(results))
	_, err := io.WriteString(out, text.String())
	return err
}

func writeBag(text *strings.Builder, b *suite.BagResult) {
	fmt.Fprintf(text, "\n%s: %d messages, %d moments\n", b.Name, b.Messages, b.Moments)
	if b.Damage != "" {
		fmt.Fprintf(text, "       damaged: %s\n", b.Damage)
	}
	for i := range b.Outcomes {
		o := &b.Outcomes[i]
		fmt.Fprintf(text, "%-6s %s  %s", verdictWord(o), o.Case, moment(o))
		if o.Report != nil && o.Report.Answer != "" {
			fmt.Fprintf(text, "  %s", oneLine(o.Report.Answer))
		}
		text.WriteString("\n")
		for _, failure := range o.Failures() {
			fmt.Fprintf(text, "       %s\n", failure)
		}
		for _, line := range changeLines(o.Change) {
			fmt.Fprintf(text, "       %s\n", line)
		}
	}
}

// Summary counts in words.
func Summary(results *suite.Results) string {
	c := results.Counts()
	parts := []string{fmt.Sprintf("%d asked", c.Asked), fmt.Sprintf("%d failed", c.Failed)}
	if results.HasAccepted {
		parts = append(parts, fmt.Sprintf("%d changed", c.Changed))
	} else {
		parts = append(parts, "nothing accepted yet")
	}
	if c.Damaged > 0 {
		parts = append(parts, fmt.Sprintf("%d recordings damaged", c.Damaged))
	}
	return strings.Join(parts, ", ")
}

// moment is the stamp of what was asked, or when it should have been.
func moment(o *suite.Outcome) string {
	if stamp := o.Stamp(); stamp != "" {
		return stamp
	}
	return o.Trigger
}

func verdictWord(o *suite.Outcome) string {
	switch {
	case o.Trouble != "":
		return "ERROR"
	case !o.Held():
		return "FAIL"
	}
	return "ok"
}

// changeLines are a change as lines with - and +.
func changeLines(change *suite.Change) []string {
	if change == nil {
		return nil
	}
	if change.New {
		return []string{"+ is new"}
	}
	var lines []string
	for _, d := range change.Lines {
		if d.Was != "" {
			lines = append(lines, fmt.Sprintf("- %s: %s", d.Field, oneLine(d.Was)))
		}
		if d.Is != "" {
			lines = append(lines, fmt.Sprintf("+ %s: %s", d.Field, oneLine(d.Is)))
		}
	}
	return lines
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

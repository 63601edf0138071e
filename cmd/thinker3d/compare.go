package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/thinker3d/thinker3d/evaluation/comparison"
	"github.com/thinker3d/thinker3d/evaluation/ego3d"
	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/evaluation/mindcube"
)

const (
	ruleOfficial = "official"
	ruleStrict   = "strict"
)

func newCompareCommand() *cobra.Command {
	var rule string
	var asJSON bool
	command := &cobra.Command{
		Use:   "compare A.jsonl B.jsonl",
		Short: "Tell whether two files of responses to the same questions differ by more than chance",
		Args:  cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			return compare(command.OutOrStdout(), args[0], args[1], rule, asJSON)
		},
	}
	flags := command.Flags()
	flags.StringVar(&rule, "rule", ruleOfficial, "letter rule: official or strict")
	flags.BoolVar(&asJSON, "json", false, "print it as JSON")
	return command
}

func compare(out io.Writer, first, second, rule string, asJSON bool) error {
	if rule != ruleOfficial && rule != ruleStrict {
		return fmt.Errorf("--rule: %q is neither %s nor %s", rule, ruleOfficial, ruleStrict)
	}
	var verdicts [2][]comparison.Verdict
	for i, path := range []string{first, second} {
		var err error
		if verdicts[i], err = readVerdicts(path, rule == ruleStrict); err != nil {
			return err
		}
	}
	report, err := comparison.Compare(verdicts[0], verdicts[1])
	if err != nil {
		return fmt.Errorf("compare %s with %s: %w", first, second, err)
	}
	if asJSON {
		return printJSON(out, report)
	}
	return printComparison(out, report)
}

// readVerdicts knows a benchmark's responses by their keys.
func readVerdicts(path string, strict bool) ([]comparison.Verdict, error) {
	lines, err := jsonl.Read(path)
	if err != nil {
		return nil, err
	}
	if len(lines) > 0 && lines[0].Keys["Processed_Pred"] != nil {
		responses, err := ego3d.ReadResponses(path)
		return ego3d.Verdicts(responses, strict), err
	}
	letter := mindcube.Official
	if strict {
		letter = mindcube.Strict
	}
	responses, err := mindcube.ReadResponses(path)
	return mindcube.Verdicts(responses, letter), err
}

func printComparison(out io.Writer, report comparison.Report) error {
	rows := [][]string{{"group", "first", "95 %", "second", "95 %", "lost", "won", "p (McNemar)"}}
	row := func(name string, p comparison.Pair) {
		rows = append(rows, append(append(append([]string{name}, shareCells(p.First)...), shareCells(p.Second)...), fmt.Sprint(p.Lost), fmt.Sprint(p.Won), fmt.Sprintf("%.2g", p.P)))
	}
	for _, g := range report.Groups {
		name := g.Group
		if !g.InOverall {
			name += " (not in overall)"
		}
		row(name, g.Pair)
	}
	row("overall", report.Overall)
	if err := printTable(out, rows); err != nil {
		return err
	}
	if alone := report.OnlyFirst + report.OnlySecond; alone > 0 {
		if _, err := fmt.Fprintf(out, "\nnot compared: %d answered only in the first file, %d only in the second\n", report.OnlyFirst, report.OnlySecond); err != nil {
			return err
		}
	}
	flips := [][]string{{"", "question", "group", "truth", "first", "second"}}
	for _, flip := range report.Flips {
		sign := "lost"
		if flip.Won {
			sign = "won"
		}
		flips = append(flips, []string{sign, flip.ID, flip.Group, flip.Truth, orDash(flip.First), orDash(flip.Second)})
	}
	if _, err := fmt.Fprintf(out, "\n%d flips\n", len(report.Flips)); err != nil || len(report.Flips) == 0 {
		return err
	}
	return printTable(out, flips)
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

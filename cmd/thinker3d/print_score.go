package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/thinker3d/thinker3d/evaluation/ego3d"
	"github.com/thinker3d/thinker3d/evaluation/mindcube"
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/evaluation/statistics"
)

// printTable writes rows of cells in columns.
func printTable(out io.Writer, rows [][]string) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(table, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return table.Flush()
}

func printMindCube(out io.Writer, report mindcube.Report) error {
	rows := [][]string{{"setting", "official", "95 %", "strict", "95 %", "chance"}}
	row := func(name string, f mindcube.Figures) {
		rows = append(rows, append(append([]string{name}, shareCells(f.Official)...), append(shareCells(f.Strict), percent(f.Chance, f.Chance > 0))...))
	}
	for _, s := range report.Settings {
		name := string(s.Setting)
		if !s.InOverall {
			name += " (not in overall)"
		}
		row(name, s.Figures)
	}
	row("overall", report.Overall)
	if err := printTable(out, rows); err != nil {
		return err
	}
	return printDegenerate(out, report.Lines, report.Skipped, report.Degenerate)
}

func printEgo3D(out io.Writer, report ego3d.Report) error {
	choices := [][]string{{"category", "official", "95 %", "strict", "95 %"}}
	distances := [][]string{{"category", "official RMSE", "counted", "dropped", "RMSE with dropped at 100 m", "always the mean"}}
	for _, c := range report.Categories {
		if c.Choices != nil {
			choices = append(choices, choiceCells(c.Category, *c.Choices))
		}
		if d := c.Distances; d != nil {
			distances = append(distances, []string{c.Category, metres(d.Official), fmt.Sprint(d.Counted), fmt.Sprint(d.Dropped), metres(d.WithDropped), metres(d.Floor)})
		}
	}
	if len(choices) > 1 {
		choices = append(choices, choiceCells("all", report.Choices), []string{"mean of categories", percent(report.Mean, true)})
		if err := printTable(out, choices); err != nil {
			return err
		}
	}
	if len(distances) > 1 {
		if err := printTable(out, distances); err != nil {
			return err
		}
	}
	return printDegenerate(out, report.Lines, 0, report.Degenerate)
}

func choiceCells(name string, c ego3d.Choices) []string {
	return append(append([]string{name}, shareCells(c.Official)...), shareCells(c.Strict)...)
}

// printDegenerate says how many replies are out of form, by kind.
func printDegenerate(out io.Writer, lines, skipped int, counts map[reply.Kind]int) error {
	text := fmt.Sprintf("\n%d responses", lines)
	if skipped > 0 {
		text += fmt.Sprintf(", %d of them without a true answer, not scored", skipped)
	}
	var kinds []string
	for _, kind := range reply.Kinds() {
		if counts[kind] > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", counts[kind], kind))
		}
	}
	if len(kinds) == 0 {
		kinds = []string{"none"}
	}
	_, err := fmt.Fprintf(out, "%s; degenerate: %s\n", text, strings.Join(kinds, ", "))
	return err
}

// shareCells are a share with its counts, and its interval.
func shareCells(s statistics.Share) []string {
	return []string{fmt.Sprintf("%s (%d/%d)", percent(s.Value, s.Total > 0), s.Right, s.Total), fmt.Sprintf("%.1f…%.1f", 100*s.Low, 100*s.High)}
}

func percent(share float64, known bool) string {
	if !known {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}

func metres(value *float64) string {
	if value == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f m", *value)
}

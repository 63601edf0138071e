package ego3d

import (
	"maps"
	"slices"

	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/evaluation/statistics"
)

// Report is what a file of responses is worth.
type Report struct {
	Lines int `json:"lines"`
	// Choices are all questions with a letter; Mean is the mean of their categories' official shares.
	Choices    Choices            `json:"choices"`
	Mean       float64            `json:"mean_of_categories"`
	Categories []CategoryReport   `json:"categories"`
	Degenerate map[reply.Kind]int `json:"degenerate"`
}

// CategoryReport is one category's figures, of choices or of distances.
type CategoryReport struct {
	Category  string     `json:"category"`
	Choices   *Choices   `json:"choices,omitempty"`
	Distances *Distances `json:"distances,omitempty"`
}

// Choices are the right letters by the public scorer and by the strict rule.
type Choices struct {
	Official statistics.Share `json:"official"`
	Strict   statistics.Share `json:"strict"`
}

// tally counts towards one category's figures.
type tally struct {
	total, official, strict int
	distances               distanceTally
}

// Score counts what is right, and how far distances are off.
func Score(responses []Response) Report {
	report := Report{Lines: len(responses), Degenerate: map[reply.Kind]int{}}
	var all tally
	byCategory := map[string]*tally{}
	for _, r := range responses {
		for _, kind := range reply.KindsOf(r.whole(), r.Note) {
			report.Degenerate[kind]++
		}
		counted := byCategory[r.Category]
		if counted == nil {
			counted = &tally{}
			byCategory[r.Category] = counted
		}
		if r.IsDistance() {
			counted.distances.add(r)
			continue
		}
		counted.add(r)
		all.add(r)
	}
	report.Choices = all.choices()
	kinds := 0
	for _, category := range slices.Sorted(maps.Keys(byCategory)) {
		counted, line := byCategory[category], CategoryReport{Category: category}
		if isDistance(category) {
			line.Distances = counted.distances.distances()
		} else {
			choices := counted.choices()
			line.Choices = &choices
			report.Mean += choices.Official.Value
			kinds++
		}
		report.Categories = append(report.Categories, line)
	}
	report.Mean /= float64(max(1, kinds))
	return report
}

func (t *tally) add(r Response) {
	t.total++
	if r.Official() {
		t.official++
	}
	if r.strict() {
		t.strict++
	}
}

func (t *tally) choices() Choices {
	return Choices{Official: statistics.NewShare(t.official, t.total), Strict: statistics.NewShare(t.strict, t.total)}
}

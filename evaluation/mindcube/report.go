package mindcube

import (
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/evaluation/statistics"
)

// Report is what a file of responses is worth.
type Report struct {
	// Lines is how many responses there are, Skipped how many of them have no true letter and are not scored.
	Lines   int `json:"lines"`
	Skipped int `json:"skipped"`
	// Overall is without the setting translation, as in MindCube's own report.
	Overall  Figures         `json:"overall"`
	Settings []SettingReport `json:"settings"`
	// Degenerate counts the replies of each kind, those that are not scored too.
	Degenerate map[reply.Kind]int `json:"degenerate"`
}

// SettingReport is one setting's figures.
type SettingReport struct {
	Setting   Setting `json:"setting"`
	InOverall bool    `json:"in_overall"`
	Figures
}

// Figures are the right answers by both letter rules.
type Figures struct {
	Official statistics.Share `json:"official"`
	Strict   statistics.Share `json:"strict"`
	// Chance is the share that guessing among the choices gives; 0 if a question does not spell them out.
	Chance float64 `json:"chance"`
}

// tally counts towards figures.
type tally struct {
	total, official, strict int
	chance                  float64
	unknown                 bool
}

// Score counts what is right.
func Score(responses []Response) Report {
	report := Report{Lines: len(responses), Degenerate: map[reply.Kind]int{}}
	var overall tally
	bySetting := map[Setting]*tally{}
	for _, setting := range Settings() {
		bySetting[setting] = &tally{}
	}
	for _, r := range responses {
		for _, kind := range reply.KindsOf(r.Text, r.Note) {
			report.Degenerate[kind]++
		}
		if r.Truth == "" {
			report.Skipped++
			continue
		}
		bySetting[r.Setting].add(r)
		if r.Setting.Counts() {
			overall.add(r)
		}
	}
	report.Overall = overall.figures()
	for _, setting := range Settings() {
		if counted := bySetting[setting]; counted.total > 0 {
			report.Settings = append(report.Settings, SettingReport{Setting: setting, InOverall: setting.Counts(), Figures: counted.figures()})
		}
	}
	return report
}

func (t *tally) add(r Response) {
	t.total++
	if Official(r.Text) == r.Truth {
		t.official++
	}
	if Strict(r.Text) == r.Truth {
		t.strict++
	}
	if r.Choices == 0 {
		t.unknown = true
		return
	}
	t.chance += 1 / float64(r.Choices)
}

func (t *tally) figures() Figures {
	f := Figures{Official: statistics.NewShare(t.official, t.total), Strict: statistics.NewShare(t.strict, t.total)}
	if t.total > 0 && !t.unknown {
		f.Chance = t.chance / float64(t.total)
	}
	return f
}

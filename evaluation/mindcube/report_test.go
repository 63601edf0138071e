package mindcube

import (
	"encoding/json"
	"os"
	"testing"
)

// TestScoreIsThePublicEvaluators compares every count with that of BasicEvaluator.
func TestScoreIsThePublicEvaluators(t *testing.T) {
	text, err := os.ReadFile("testdata/responses_scores.json")
	if err != nil {
		t.Fatal(err)
	}
	type counts struct {
		Total    int  `json:"total"`
		Right    int  `json:"gen_cogmap_correct"`
		Included bool `json:"include_in_overall"`
	}
	var want struct {
		counts
		Lines    int                `json:"unfiltered_total"`
		Accuracy float64            `json:"gen_cogmap_accuracy"`
		Settings map[Setting]counts `json:"settings"`
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	responses, err := ReadResponses("testdata/responses.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	report := Score(responses)
	if got := report.Overall.Official; report.Lines != want.Lines || got.Total != want.Total || got.Right != want.Right || got.Value != want.Accuracy {
		t.Errorf("%d lines, overall %+v, the public evaluator counts %+v", report.Lines, got, want)
	}
	if len(report.Settings) != len(want.Settings) || report.Skipped == 0 {
		t.Errorf("%d settings, %d skipped", len(report.Settings), report.Skipped)
	}
	total := report.Skipped
	for _, s := range report.Settings {
		public := want.Settings[s.Setting]
		if s.Official.Total != public.Total || s.Official.Right != public.Right || s.InOverall != public.Included {
			t.Errorf("%s: %+v, the public evaluator counts %+v", s.Setting, s, public)
		}
		if s.Official.Low > s.Official.Value || s.Official.High < s.Official.Value {
			t.Errorf("%s: %+v", s.Setting, s.Official)
		}
		total += s.Official.Total
	}
	if total != report.Lines {
		t.Errorf("%d lines are scored or skipped, and there are %d", total, report.Lines)
	}
}

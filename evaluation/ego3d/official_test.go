package ego3d

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
)

// verdict is an answer and what the public scorer makes of it; testdata/generate.py asked it.
type verdict struct {
	Text   string
	Choice *string
	Number *float64
}

func readVerdicts(t testing.TB) []verdict {
	t.Helper()
	lines, err := jsonl.Read("testdata/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make([]verdict, len(lines))
	for i, line := range lines {
		v := &verdicts[i]
		var parts [][2]json.RawMessage
		for key, into := range map[string]any{"text": &v.Text, "parts": &parts, "choice": &v.Choice, "number": &v.Number} {
			if err := line.Into(key, into); err != nil {
				t.Fatal(err)
			}
		}
		for _, part := range parts {
			var piece string
			var times int
			if json.Unmarshal(part[0], &piece) != nil || json.Unmarshal(part[1], &times) != nil {
				t.Fatalf("part %s", part)
			}
			v.Text += strings.Repeat(piece, times)
		}
	}
	return verdicts
}

func TestOfficialIsThePublicScorers(t *testing.T) {
	verdicts := readVerdicts(t)
	for i, v := range verdicts {
		if got := OfficialChoice(v.Text); v.Choice != nil && got != *v.Choice {
			t.Errorf("line %d: %.80q is the choice %q, the public scorer's is %q", i+1, v.Text, got, *v.Choice)
		}
		metres, used := OfficialNumber(v.Text)
		if used != (v.Number != nil && *v.Number != 0) || used && metres != *v.Number {
			t.Errorf("line %d: %.80q is %v m, used %t, the public scorer's is %v", i+1, v.Text, metres, used, v.Number)
		}
	}
	if len(verdicts) < 1500 {
		t.Errorf("%d verdicts are too few to tell", len(verdicts))
	}
}

func TestScoreIsThePublicScorers(t *testing.T) {
	text, err := os.ReadFile("testdata/scores.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]float64
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	responses, err := ReadResponses("testdata/Localization.jsonl", "testdata/Ego_Centric_Absolute_Distance.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	report := Score(responses)
	if report.Lines != 400 || len(report.Categories) != 2 || len(want) != 2 {
		t.Fatalf("%+v", report)
	}
	distances, choices := report.Categories[0].Distances, report.Categories[1].Choices
	if choices == nil || math.Abs(choices.Official.Value-want["Localization"]) > 1e-12 || report.Mean != choices.Official.Value {
		t.Errorf("choices %+v, the public scorer's share is %v", choices, want["Localization"])
	}
	if distances == nil || math.Abs(*distances.Official-want["Ego_Centric_Absolute_Distance"]) > 1e-9 {
		t.Fatalf("distances %+v, the public scorer's is %v", distances, want["Ego_Centric_Absolute_Distance"])
	}
	if distances.Dropped == 0 || distances.Dropped+distances.Counted != 200 || *distances.WithDropped <= *distances.Official || *distances.Floor <= 0 {
		t.Errorf("distances %+v", distances)
	}
}

func TestProcessedIsTheLastAnswerOnOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"<think>a</think><answer> B\n</answer>": "B", "no tag\nat all ": "no tagat all", "<answer>A</answer><answer>B</answer>C": "B",
		"<answer>A": "A", "A</answer>B": "A", "": "",
	} {
		if got := Processed(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzOfficial(f *testing.F) {
	for i, v := range readVerdicts(f) {
		if i%20 == 0 && len(v.Text) < 500 {
			f.Add(v.Text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if choice := OfficialChoice(Processed(text)); choice != lower(choice) {
			t.Errorf("%q: choice %q", text, choice)
		}
		if metres, used := OfficialNumber(text); metres > maximumMetres || math.IsNaN(metres) || used == (metres == 0) {
			t.Errorf("%q: %v m, used %t", text, metres, used)
		}
	})
}

package mindcube

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
)

// verdict is a reply and the letter that the public evaluator found in it; testdata/generate.py asked it.
type verdict struct {
	Text   string
	Parts  [][2]json.RawMessage
	Letter string
}

func (v verdict) whole(t testing.TB) string {
	t.Helper()
	text := strings.Builder{}
	text.WriteString(v.Text)
	for _, part := range v.Parts {
		var piece string
		var times int
		if json.Unmarshal(part[0], &piece) != nil || json.Unmarshal(part[1], &times) != nil {
			t.Fatalf("part %s", part)
		}
		text.WriteString(strings.Repeat(piece, times))
	}
	return text.String()
}

func readVerdicts(t testing.TB) []verdict {
	t.Helper()
	lines, err := jsonl.Read("testdata/letters.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make([]verdict, len(lines))
	for i, line := range lines {
		v := &verdicts[i]
		for key, into := range map[string]any{"text": &v.Text, "parts": &v.Parts, "letter": &v.Letter} {
			if err := line.Into(key, into); err != nil {
				t.Fatal(err)
			}
		}
	}
	return verdicts
}

func TestOfficialFindsWhatThePublicEvaluatorFinds(t *testing.T) {
	verdicts := readVerdicts(t)
	letters := map[string]int{}
	for i, v := range verdicts {
		text := v.whole(t)
		letters[v.Letter]++
		if got := Official(text); got != v.Letter {
			t.Errorf("line %d: %.100q of %d bytes: %q, the public evaluator found %q", i+1, text, len(text), got, v.Letter)
		}
	}
	if len(verdicts) < 4000 || len(letters) != 6 || letters[""] < 100 {
		t.Errorf("%d verdicts of %v are too few to tell", len(verdicts), letters)
	}
}

func TestStrictLooksOnlyIntoTheAnswer(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "B. Sofa": "", "<think>A. or B.</think>": "", "<think>A.</think><answer>B. Sofa</answer>": "B",
		"<answer>b</answer>": "B", "<answer>A or B</answer>": "", "<Answer>C": "C", "!!!!!!!!!!!!!!!!!!!!": "",
	} {
		if got := Strict(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzLetters(f *testing.F) {
	for i, v := range readVerdicts(f) {
		if text := v.whole(f); i%20 == 0 && len(text) < 1000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		official, strict := Official(text), Strict(text)
		if official != "" && (!strings.Contains("ABCDE", official) || !strings.Contains(text, official)) {
			t.Errorf("official letter %q of %q", official, text)
		}
		if letter := lastBeforeStop(text); letter != "" && official != letter {
			t.Errorf("%q: %q, and the last letter before a full stop is %q", text, official, letter)
		}
		if strict != "" && (len(strict) != 1 || !strings.Contains(strings.ToUpper(text), strict)) {
			t.Errorf("strict letter %q of %q", strict, text)
		}
	})
}

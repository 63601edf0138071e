package ego3d

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
)

func write(t *testing.T, name, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestViewsComeInTheOrderOfTheirSource(t *testing.T) {
	row := `{"question": "Front view: <image> Side Left view: <image> How far?", "source": "SOURCE", "images": {"Side_Right": "e", "Front": "a", "Odd": "z", "Back": null, "Front_Left": "b", "Side_Left": "c", "Front_Right": "d"},
		"category": "Localization", "options": ["A. near", "B. far"], "answer": "B"}`
	row = strings.ReplaceAll(row, "\n", " ")
	for source, want := range map[string][]string{
		"waymo": {"Front", "Front-Left", "Side-Left", "Front-Right", "Side-Right", "Odd"},
		"mine":  {"Side-Right", "Front", "Odd", "Front-Left", "Side-Left", "Front-Right"},
	} {
		items, err := ReadQuestions(write(t, "q.jsonl", strings.Replace(row, "SOURCE", source, 1)), "images")
		if err != nil {
			t.Fatal(err)
		}
		q := items[0].Question()
		if !slices.Equal(q.Labels, want) || q.ID != "1" || len(q.Images) != 6 || q.Text != "Front view: image 1 Side Left view: image 2 How far?\nA. near\nB. far" {
			t.Errorf("%s: %+v", source, q)
		}
	}
}

func TestQuestionsThatCannotBeAskedAreNamed(t *testing.T) {
	for row, want := range map[string]string{
		`{"question": "?", "images": {"a": "b"}, "answer": "A"}`:                                                              `key "category" is missing`,
		`{"question": "?", "images": {"a": "b"}, "category": "Localization"}`:                                                 `key "answer" is missing`,
		`{"question": "?", "category": "Localization", "answer": "A"}`:                                                        "no object of paths",
		`{"question": "?", "images": ["a"], "category": "Localization", "answer": "A"}`:                                       "no object of paths",
		`{"question": "?", "images": {}, "category": "Localization", "answer": "A"}`:                                          "0 views",
		`{"question": "?", "images": {"a": "../b"}, "category": "Localization", "answer": "A"}`:                               "no path below",
		`{"question": "?", "images": {"a": 3}, "category": "Localization", "answer": "A"}`:                                    "view a",
		`{"question": "?", "images": {"a": "b"}, "category": "Ego_Centric_Absolute_Distance", "answer": "far"}`:               "no number",
		`{"question": "?", "images": {"a": "b"}, "category": "Localization", "answer": "A", "options": "A"}`:                  `key "options"`,
		`{"question": "` + strings.Repeat("x", 1<<15) + `", "images": {"a": "b"}, "category": "Localization", "answer": "A"}`: "32768 bytes",
	} {
		if _, err := ReadQuestions(write(t, "q.jsonl", row), "images"); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%.100s: %v, want %q", row, err, want)
		}
	}
}

func TestResponsesHaveThePublicFields(t *testing.T) {
	items, err := ReadQuestions(write(t, "q.jsonl", `{"question": "Is it near?", "images": {"Front": "a"}, "category": "Ego_Centric_Motion_Reasoning", "options": ["A. yes", "B. no"], "answer": "B"}`), "images")
	if err != nil {
		t.Fatal(err)
	}
	fields, err := items[0].Response("<think>x</think><answer>\nno</answer>", "x")
	if err != nil {
		t.Fatal(err)
	}
	line, err := jsonl.Encode(fields)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"GT":"B"`, `"Pred":"<think>x</think><answer>\nno</answer>"`, `"Processed_Pred":"no"`, `"Question":"Is it near?\nA. yes\nB. no"`, `"Question_Type":"multi_choice"`} {
		if !strings.Contains(string(line), want) {
			t.Errorf("%s has no %s", line, want)
		}
	}
	responses, err := ReadResponses(write(t, "r.jsonl", string(line)))
	if err != nil {
		t.Fatal(err)
	}
	report := Score(responses)
	if report.Choices.Official.Right != 0 || report.Choices.Strict.Right != 1 {
		t.Errorf("the words of the right option: %+v", report.Choices)
	}
}

func TestTheMiddleDistanceIsElected(t *testing.T) {
	q := Question{Category: egoDistance}
	votes := []string{}
	for _, text := range []string{"<answer>9 m</answer>", "nothing", "<answer>2</answer>", "<answer>3.50</answer>", "0", "<answer>900</answer>"} {
		votes = append(votes, q.Vote(text))
	}
	if want := []string{"9", "", "2", "3.5", "", "100"}; !slices.Equal(votes, want) {
		t.Errorf("votes %q, want %q", votes, want)
	}
	if got := q.Elect(votes); got != 3 {
		t.Errorf("elected %d of %q", got, votes)
	}
	if got := q.Elect([]string{"", ""}); got != 0 {
		t.Errorf("elected %d of none", got)
	}
	choice := Question{Category: "Localization"}
	if got := choice.Elect([]string{choice.Vote("<answer>a</answer>"), choice.Vote("<answer>B</answer>"), choice.Vote("b")}); got != 1 {
		t.Errorf("elected choice %d", got)
	}
}

package mindcube

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
)

func write(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "questions.jsonl")
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestQuestionsThatCannotBeAskedAreNamed(t *testing.T) {
	good := `{"id": "a", "question": "Where? A. x B. y", "images": ["a.png"], "gt_answer": "A"}` + "\n"
	for line, want := range map[string]string{
		`{"question": "?", "images": ["a.png"]}`:                                             `line 2: key "id" is missing`,
		`{"id": "a", "images": ["a.png"]}`:                                                   `line 2: key "question" is missing`,
		`{"id": "a", "question": "?"}`:                                                       "line 2: question has 0 images",
		`{"id": "a", "question": "?", "images": "a.png"}`:                                    `line 2: key "images"`,
		`{"id": "a", "question": "?", "images": ["../a.png"]}`:                               "no path below",
		`{"id": "a", "question": "?", "images": ["/etc/a.png"]}`:                             "no path below",
		`{"id": "a", "question": "?", "images": ["a.png"], "gt_answer": 1}`:                  `key "gt_answer" is no text`,
		`{"id": "a", "question": "` + strings.Repeat("x", 1<<15) + `", "images": ["a.png"]}`: "question has 32768 bytes",
		`{"id": "a", "question": "?", "images": ["a"` + strings.Repeat(`, "a"`, 64) + `]}`:   "question has 65 images",
		`[1]`:             "line 2: is no JSON object",
		`null`:            "line 2: is null",
		"\xff":            "line 2: is no UTF-8",
		`{"id": "a", "qu`: "line 2: is no JSON object",
	} {
		path := write(t, good+line+"\n")
		if _, err := ReadQuestions(path, "images"); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%.60s: %v, want %q with the file", line, err, want)
		}
	}
	if _, err := ReadQuestions(write(t, "\n \n"), "images"); err == nil || !strings.Contains(err.Error(), "no questions") {
		t.Errorf("an empty file: %v", err)
	}
	long := write(t, strings.Repeat(" ", jsonl.MaximumLine+1))
	if _, err := ReadQuestions(long, "images"); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a line without end: %v", err)
	}
}

// TestResponsesKeepTheQuestion looks at the fields that others score by.
func TestResponsesKeepTheQuestion(t *testing.T) {
	items, err := ReadQuestions(write(t, `{"id": "a_rotation", "question": "Where? A. <x> B. y", "images": ["a.png", "b/c.png"], "gt_answer": "A", "meta_info": [[1, 2.50]], "answer": "old", "cogmap_gen_answer": "old", "Answer": "kept"}`), "images")
	if err != nil {
		t.Fatal(err)
	}
	if q := items[0].Question(); len(q.Images) != 2 || q.Images[1] != filepath.Join("images", "b", "c.png") || len(q.Labels) != 2 {
		t.Errorf("%+v", q)
	}
	fields, err := items[0].Response("<think>so</think> <answer>B. y</answer>\n", "so")
	if err != nil {
		t.Fatal(err)
	}
	line, err := jsonl.Encode(fields)
	want := `{"Answer":"kept","answer":"<think>so</think> <answer>B. y</answer>\n","gt_answer":"A","id":"a_rotation","images":["a.png","b/c.png"],"meta_info":[[1,2.50]],"question":"Where? A. <x> B. y","reasoning_chain":"so"}` + "\n"
	if err != nil || string(line) != want {
		t.Errorf("%s%v, want\n%s", line, err, want)
	}
	responses, err := ReadResponses(write(t, string(line)))
	if err != nil || responses[0].Setting != Rotation || responses[0].Truth != "A" || Official(responses[0].Text) != "B" || responses[0].Choices != 2 {
		t.Errorf("%+v, %v", responses, err)
	}
}

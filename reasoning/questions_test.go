package reasoning

import (
	"bufio"
	"context"
	"encoding/json"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
)

// questionsVariable names the environment variable that gives a folder which model/training/evaluate wrote: a trained
// bundle, questions.jsonl with PyTorch's replies, and the views as PNG files. The figures go to engine.json there.
const questionsVariable = "THINKER3D_TEST_QUESTIONS"

// asked is one line of questions.jsonl: a question, and PyTorch's greedy reply to it.
type asked struct {
	ID         string   `json:"id"`
	Views      []string `json:"views"`
	Question   string   `json:"question"`
	Letter     string   `json:"letter"`
	Said       string   `json:"said"`
	Text       string   `json:"text"`
	Tokens     []int64  `json:"tokens"`
	Confidence *float64 `json:"confidence"`
}

// agreement counts how far the engine's replies are PyTorch's.
type agreement struct {
	Questions   int     `json:"questions"`
	SameAnswers int     `json:"same_answers"`
	SameTexts   int     `json:"same_texts"`
	SameTokens  int     `json:"same_tokens"`
	Right       int     `json:"right"`
	Scenes      int     `json:"scenes"`
	Confidences int     `json:"confidences"`
	LargestStep float64 `json:"largest_difference_of_confidence"`
	Runtime     string  `json:"runtime"`
	BundleBytes int64   `json:"bundle_bytes"`
}

func TestTrainedBundleRepliesAsPyTorch(t *testing.T) {
	folder := os.Getenv(questionsVariable)
	if folder == "" {
		t.Skip(questionsVariable + " names no folder of questions; python -m model.training.evaluate.parity makes one and runs this test")
	}
	questions := readQuestions(t, filepath.Join(folder, "questions.jsonl"))
	e := openEngine(t, func(s *config.Reasoning) { s.Bundle, s.Threads = filepath.Join(folder, "bundle"), 0 })
	counts := agreement{Runtime: e.RuntimeVersion()}
	for _, file := range e.Bundle().Description.Files {
		counts.BundleBytes += file.Bytes
	}
	var seen *Seen
	for i, q := range questions {
		if i == 0 || !slices.Equal(q.Views, questions[i-1].Views) {
			seen = seeFiles(t, e, folder, q.Views)
		}
		counts.compare(t, e, seen, q)
	}
	t.Logf("%+v", counts)
	content, err := json.Marshal(counts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "engine.json"), append(content, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readQuestions(t *testing.T, path string) []asked {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, file)
	var questions []asked
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var q asked
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatalf("%s, line %d: %v", path, len(questions)+1, err)
		}
		questions = append(questions, q)
	}
	if err := lines.Err(); err != nil || len(questions) == 0 {
		t.Fatalf("%s has %d questions: %v", path, len(questions), err)
	}
	return questions
}

func seeFiles(t *testing.T, e *Engine, folder string, names []string) *Seen {
	t.Helper()
	pictures := make([]pixels.Picture, len(names))
	for i, name := range names {
		readPicture(t, filepath.Join(folder, name), &pictures[i])
	}
	seen, err := e.See(context.Background(), processedViews(t, e, pictures))
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func readPicture(t *testing.T, path string, into *pixels.Picture) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, file)
	read, err := png.Decode(file)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	size := read.Bounds().Size()
	into.Resize(size.X, size.Y)
	for at := range size.X * size.Y {
		red, green, blue, _ := read.At(at%size.X, at/size.X).RGBA()
		into.Pixels[3*at], into.Pixels[3*at+1], into.Pixels[3*at+2] = byte(red>>8), byte(green>>8), byte(blue>>8)
	}
}

// compare asks one question. Another answer is an error; another way to the same answer is only counted.
func (a *agreement) compare(t *testing.T, e *Engine, seen *Seen, q asked) {
	t.Helper()
	reply, heard := ask(t, e, Request{Seen: seen, Question: q.Question})
	a.Questions++
	a.Scenes += len(heard.scenes)
	if reply.Choice == q.Letter {
		a.Right++
	}
	if slices.Equal(reply.Tokens, q.Tokens) {
		a.SameTokens++
	} else {
		t.Logf("%s: %d tokens, PyTorch has %d, and the first %d are the same", q.ID, len(reply.Tokens), len(q.Tokens), common(reply.Tokens, q.Tokens))
	}
	if strings.TrimSpace(reply.Text) == strings.TrimSpace(q.Text) {
		a.SameTexts++
	}
	if reply.Choice == q.Said {
		a.SameAnswers++
	} else {
		t.Errorf("%s: the engine answers %q (%s), PyTorch %q", q.ID, reply.Choice, reply.Text, q.Said)
	}
	a.compareConfidence(t, reply, q)
}

func (a *agreement) compareConfidence(t *testing.T, reply Reply, q asked) {
	t.Helper()
	switch {
	case reply.Choice != q.Said:
	case (q.Confidence == nil) != math.IsNaN(reply.Confidence):
		t.Errorf("%s: the engine's confidence is %v", q.ID, reply.Confidence)
	case q.Confidence != nil:
		a.Confidences++
		a.LargestStep = max(a.LargestStep, math.Abs(*q.Confidence-reply.Confidence))
	}
}

func common(a, b []int64) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

package asking_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/evaluation/asking"
	"github.com/thinker3d/thinker3d/evaluation/mindcube"
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/reasoning"
)

const sample = "../../e2e/sample/benchmarks"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openEngine(t *testing.T, temperature float64) *reasoning.Engine {
	t.Helper()
	library := os.Getenv(reasoning.LibraryVariable)
	if library == "" {
		t.Skipf("%s is not set: it must name libonnxruntime.so (make test sets it)", reasoning.LibraryVariable)
	}
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	settings := cfg.Reasoning
	settings.Bundle, settings.Threads, settings.Library, settings.Temperature = "../../model/bundles/nano", 1, library, &temperature
	engine, err := reasoning.Open(settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

func questions(t *testing.T, limit int) []asking.Item {
	t.Helper()
	items, err := mindcube.ReadQuestions(sample+"/mindcube.jsonl", sample)
	if err != nil {
		t.Fatal(err)
	}
	return items[:limit]
}

// run asks what is left of a file; stop, if not 0, cancels after so many.
func run(t *testing.T, engine *reasoning.Engine, path string, items []asking.Item, stop int) (looked int, err error) {
	t.Helper()
	asker, err := asking.NewAsker(engine)
	if err != nil {
		t.Fatal(err)
	}
	settings := reply.Settings{Model: engine.Bundle().ID(), Votes: 1}
	file, err := asking.OpenFile(path, items, settings)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := asking.Run{Asker: asker, Items: items, Settings: settings, Done: file.Lines, Progress: func(done int) {
		if done == stop {
			cancel()
		}
	}}
	err = r.Write(ctx, file)
	return asker.Looked, err
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestAStoppedRunGoesOnToTheSameBytes stops a run, cuts its last line, and has it go on.
func TestAStoppedRunGoesOnToTheSameBytes(t *testing.T) {
	engine, items, folder := openEngine(t, 0), questions(t, 6), t.TempDir()
	whole, parts := filepath.Join(folder, "whole.jsonl"), filepath.Join(folder, "parts.jsonl")
	looked, err := run(t, engine, whole, items, 0)
	if err != nil || looked != 1 {
		t.Fatalf("looked %d times at one set of images: %v", looked, err)
	}
	if _, err := run(t, engine, parts, items, 3); !errors.Is(err, context.Canceled) {
		t.Fatalf("a run that was stopped: %v", err)
	}
	half := read(t, parts)
	if lines := bytes.Count(half, []byte("\n")); lines != 3 {
		t.Fatalf("%d lines after three answers", lines)
	}
	if err := os.WriteFile(parts, half[:len(half)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, engine, parts, items, 0); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, whole), read(t, parts)) {
		t.Error("the run that went on wrote other bytes")
	}
	responses, err := mindcube.ReadResponses(whole)
	if err != nil || len(responses) != len(items) {
		t.Fatalf("%d responses: %v", len(responses), err)
	}
	for i, r := range responses {
		if r.ID != items[i].Question().ID || r.Text == "" || r.Note == nil || r.Note.Latents == 0 || r.Choices != 4 {
			t.Errorf("response %d: %+v", i, r)
		}
	}
	if report := mindcube.Score(responses); report.Overall.Official.Total != len(items) || report.Overall.Chance != 0.25 {
		t.Errorf("%+v", report)
	}
	refused(t, engine, whole, items)
}

// refused has what does not fit a file refused.
func refused(t *testing.T, engine *reasoning.Engine, path string, items []asking.Item) {
	t.Helper()
	settings := reply.Settings{Model: engine.Bundle().ID(), Votes: 1}
	other := settings
	other.Ablation.NoLatents = true
	for want, open := range map[string]func() (*asking.File, error){
		"other settings":     func() (*asking.File, error) { return asking.OpenFile(path, items, other) },
		"answers question":   func() (*asking.File, error) { return asking.OpenFile(path, items[1:], settings) },
		"only 3 questions":   func() (*asking.File, error) { return asking.OpenFile(path, items[:3], settings) },
		"another program":    func() (*asking.File, error) { return asking.OpenFile(foreign(t, items), items, settings) },
		"no whole line":      func() (*asking.File, error) { return asking.OpenFile(written(t, "something dear"), items, settings) },
		"line 1: is no JSON": func() (*asking.File, error) { return asking.OpenFile(broken(t), items, settings) },
		"not a directory":    func() (*asking.File, error) { return asking.OpenFile(path+"/no/folder", items, settings) },
	} {
		before := read(t, path)
		if _, err := open(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q: %v", want, err)
		}
		if !bytes.Equal(before, read(t, path)) {
			t.Error("what was refused changed the file")
		}
	}
}

func foreign(t *testing.T, items []asking.Item) string {
	t.Helper()
	line, err := json.Marshal(map[string]string{"id": items[0].Question().ID, "answer": "A."})
	if err != nil {
		t.Fatal(err)
	}
	return written(t, string(line)+"\n")
}

func broken(t *testing.T) string { return written(t, "nothing\n") }

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSharedSightsGiveTheSameTokens asks with and without the vision encoder's work kept.
func TestSharedSightsGiveTheSameTokens(t *testing.T) {
	engine, items := openEngine(t, 0), questions(t, 4)
	shared, err := asking.NewAsker(engine)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		alone, err := asking.NewAsker(engine)
		if err != nil {
			t.Fatal(err)
		}
		one, err := alone.Ask(t.Context(), item.Question(), reasoning.Request{})
		if err != nil {
			t.Fatal(err)
		}
		other, err := shared.Ask(t.Context(), item.Question(), reasoning.Request{})
		if err != nil || !slices.Equal(one.Tokens, other.Tokens) || len(one.Tokens) == 0 {
			t.Errorf("%s: %v alone, %v shared: %v", item.Question().ID, one.Tokens, other.Tokens, err)
		}
	}
	if shared.Looked != 1 {
		t.Errorf("looked %d times", shared.Looked)
	}
	reversed := items[0].Question()
	slices.Reverse(reversed.Images)
	if _, err := shared.Ask(t.Context(), reversed, reasoning.Request{}); err != nil || shared.Looked != 2 {
		t.Errorf("the same images in another order: looked %d times: %v", shared.Looked, err)
	}
}

// TestVotes wants replies of different seeds to differ, the same votes each time, and the line to be that of a reply elected.
func TestVotes(t *testing.T) {
	engine, items := openEngine(t, 1), questions(t, 1)
	asker, err := asking.NewAsker(engine)
	if err != nil {
		t.Fatal(err)
	}
	var tokens [2][]int64
	for seed := range tokens {
		reply, err := asker.Ask(t.Context(), items[0].Question(), reasoning.Request{Seed: int64(seed)})
		if err != nil {
			t.Fatal(err)
		}
		tokens[seed] = reply.Tokens
	}
	if slices.Equal(tokens[0], tokens[1]) {
		t.Errorf("two seeds say the same %d tokens", len(tokens[0]))
	}
	var files [2]bytes.Buffer
	for i := range files {
		r := asking.Run{Asker: asker, Items: items, Settings: reply.Settings{Model: "nano", Votes: 3}}
		if err := r.Write(t.Context(), &files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the same seeds vote otherwise")
	}
	responses, err := mindcube.ReadResponses(written(t, files[0].String()))
	if err != nil {
		t.Fatal(err)
	}
	if votes := responses[0].Note.Votes; len(votes) != 3 || mindcube.Official(responses[0].Text) != votes[asking.Majority(votes)] {
		t.Errorf("votes %q, and the text is %q", votes, responses[0].Text)
	}
}

// turned is a question about the same images in the opposite order.
type turned struct{ asking.Item }

func (q turned) Question() asking.Question {
	question := q.Item.Question()
	question.Images = slices.Clone(question.Images)
	slices.Reverse(question.Images)
	return question
}

// TestLatentsAreLentByQuestionsAboutOtherImages wants other replies, the same when more questions follow, and each lender
// looked at.
func TestLatentsAreLentByQuestionsAboutOtherImages(t *testing.T) {
	engine, items := openEngine(t, 0), questions(t, 3)
	items[2] = turned{items[2]}
	asker, err := asking.NewAsker(engine)
	if err != nil {
		t.Fatal(err)
	}
	write := func(items []asking.Item, shuffle reasoning.Shuffle) []byte {
		var out bytes.Buffer
		settings := reply.Settings{Model: "nano", Votes: 1, Ablation: reasoning.Ablation{ShuffleLatents: shuffle}}
		if err := (&asking.Run{Asker: asker, Items: items, Settings: settings}).Write(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	lent := write(items, reasoning.ShuffleQuestions)
	if more := write(append(slices.Clone(items), items[0]), reasoning.ShuffleQuestions); !bytes.HasPrefix(more, lent) {
		t.Error("a question that follows changes those before it")
	}
	responses, err := mindcube.ReadResponses(written(t, string(lent)))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range responses {
		if r.Text == "" || r.Note.Latents == 0 || r.Note.Status == "error" {
			t.Errorf("%s: %+v", r.ID, r.Note)
		}
	}
	alike, err := mindcube.ReadResponses(written(t, string(write(items[:1], reasoning.ShuffleQuestions))))
	if err != nil || alike[0].Note.Status != "error" || !strings.Contains(alike[0].Note.Reason, "same images") {
		t.Errorf("nobody to lend: %+v, %v", alike, err)
	}
}

func TestImagesThatCannotBeRead(t *testing.T) {
	engine, items := openEngine(t, 0), questions(t, 2)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(sample)); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(folder, "images/00_back.jpg"), 3000); err != nil {
		t.Fatal(err)
	}
	damaged, err := mindcube.ReadQuestions(folder+"/mindcube.jsonl", folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := asking.CheckImages(damaged); err != nil {
		t.Errorf("images that are there: %v", err)
	}
	path := filepath.Join(folder, "out.jsonl")
	if _, err := run(t, engine, path, []asking.Item{damaged[0], items[1]}, 0); err != nil {
		t.Fatal(err)
	}
	responses, err := mindcube.ReadResponses(path)
	if err != nil || len(responses) != 2 {
		t.Fatal(err)
	}
	if r := responses[0]; r.Note.Status != "error" || !strings.Contains(r.Note.Reason, "back.jpg") || r.Text != "" {
		t.Errorf("a damaged image: %+v", r.Note)
	}
	if report := mindcube.Score(responses); responses[1].Text == "" || report.Degenerate[reply.Failed] != 1 || report.Overall.Official.Total != 2 {
		t.Errorf("the question after it: %+v, %+v", responses[1].Note, report)
	}
	if err := os.Remove(filepath.Join(folder, "images/00_left.jpg")); err != nil {
		t.Fatal(err)
	}
	if err := asking.CheckImages(damaged); err == nil || !strings.Contains(err.Error(), "00_left.jpg") || !strings.Contains(err.Error(), "1 of 8") {
		t.Errorf("a missing image: %v", err)
	}
}

func TestMajority(t *testing.T) {
	for _, c := range []struct {
		votes []string
		want  int
	}{
		{[]string{"A"}, 0}, {[]string{"A", "B", "B"}, 1}, {[]string{"A", "B"}, 0}, {[]string{"B", "A", "A", "B"}, 0}, {[]string{"", "A"}, 1},
		{[]string{"", "", "B"}, 2}, {[]string{"", ""}, 0}, {[]string{"C", "A", "B", "B", "A"}, 1},
	} {
		if got := asking.Majority(c.votes); got != c.want {
			t.Errorf("%q: %d, want %d", c.votes, got, c.want)
		}
	}
}

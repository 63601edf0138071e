package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	benchmarkFolder = "sample/benchmarks"
	nano            = "../model/bundles/nano"
)

// evaluate runs an evaluation of the sample and gives its scores as they are printed, and its responses.
func evaluate(t *testing.T, benchmark, out string, args ...string) (scores string, lines []map[string]any) {
	t.Helper()
	needRuntime(t)
	args = append([]string{"eval", benchmark, filepath.Join(benchmarkFolder, benchmark+".jsonl"), "--images", benchmarkFolder, "--bundle", nano, "--json", "--out", out}, args...)
	result := thinker3d(t, args...)
	if result.err != nil {
		t.Fatalf("%v: %v\n%s", args, result.err, result.stderr)
	}
	return result.stdout, readLines(t, out)
}

func readLines(t *testing.T, path string) (lines []map[string]any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var one map[string]any
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		lines = append(lines, one)
	}
	return lines
}

// scored is what is read of printed scores.
type scored struct {
	Lines   int
	Overall struct{ Official struct{ Right, Total int } }
}

// TestEvalMindCube asks as a replay does of the same pictures, and scores what is there as what it asked.
func TestEvalMindCube(t *testing.T) {
	const asked = 3
	out := filepath.Join(t.TempDir(), "out.jsonl")
	scores, lines := evaluate(t, "mindcube", out, "--limit", "3")
	var got scored
	if err := json.Unmarshal([]byte(scores), &got); err != nil || got.Lines != asked || got.Overall.Official.Total != asked || len(lines) != asked {
		t.Fatalf("%v: %s, %d lines", err, scores, len(lines))
	}
	again := thinker3d(t, "eval", "mindcube", "--responses", out, "--json")
	if again.err != nil || again.stdout != scores {
		t.Errorf("scored again: %v\n%s, before\n%s", again.err, again.stdout, scores)
	}
	var questions []string
	for _, line := range lines {
		questions = append(questions, "--ask", line["question"].(string))
	}
	for i, report := range replaySample(t, questions...).reports {
		line := lines[i]
		if note := line["thinker3d"].(map[string]any); line["reasoning_chain"] != report.Reasoning || note["choice"] != report.Choice || !strings.Contains(line["answer"].(string), report.Answer) {
			t.Errorf("%v: a replay answers %s (%s)", line, report.Answer, report.Reasoning)
		}
	}
	compareWithNoLatents(t, out, asked)
}

func compareWithNoLatents(t *testing.T, out string, asked int) {
	t.Helper()
	without := filepath.Join(t.TempDir(), "without.jsonl")
	if _, lines := evaluate(t, "mindcube", without, "--limit", "3", "--no-latents"); lines[0]["thinker3d"].(map[string]any)["latents"] != 0.0 {
		t.Errorf("latents in %v", lines[0])
	}
	compared := thinker3d(t, "compare", out, without, "--json")
	var report struct {
		Overall struct {
			First, Second struct{ Right, Total int }
			Lost, Won     int
			P             float64
		}
		Flips []any
	}
	if err := json.Unmarshal([]byte(compared.stdout), &report); err != nil || compared.err != nil {
		t.Fatalf("%v, %v\n%s", compared.err, err, compared.stderr)
	}
	all := report.Overall
	if all.First.Total != asked || all.First.Right-all.Lost+all.Won != all.Second.Right || len(report.Flips) != all.Lost+all.Won || all.P <= 0 || all.P > 1 {
		t.Errorf("%s", compared.stdout)
	}
	if same := thinker3d(t, "compare", out, out, "--rule", "strict"); same.err != nil || !strings.Contains(same.stdout, "0 flips") {
		t.Errorf("a file with itself: %v\n%s%s", same.err, same.stdout, same.stderr)
	}
}

func TestEvalEgo3D(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.jsonl")
	scores, lines := evaluate(t, "ego3d", out, "--limit", "3", "--answer-only")
	var got struct {
		Lines      int
		Choices    struct{ Official struct{ Total int } }
		Categories []struct {
			Category  string
			Distances *struct{ Counted, Dropped int }
		}
	}
	if err := json.Unmarshal([]byte(scores), &got); err != nil || got.Lines != 3 || got.Choices.Official.Total != 2 || len(got.Categories) != 2 {
		t.Fatalf("%v: %s", err, scores)
	}
	if d := got.Categories[0].Distances; d == nil || d.Counted+d.Dropped != 1 {
		t.Errorf("%s", scores)
	}
	for _, line := range lines {
		for _, key := range []string{"Question", "Question_Type", "Pred", "Processed_Pred", "GT"} {
			if _, text := line[key].(string); !text {
				t.Errorf("%v has no %s", line, key)
			}
		}
	}
	if again := thinker3d(t, "eval", "ego3d", "--responses", out, "--json"); again.err != nil || again.stdout != scores {
		t.Errorf("scored again: %v\n%s, before\n%s", again.err, again.stdout, scores)
	}
}

// TestEvalRefuses names what cannot be evaluated, without a model.
func TestEvalRefuses(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	questions := filepath.Join(benchmarkFolder, "mindcube.jsonl")
	for want, args := range map[string][]string{
		"name a file of questions":     {"mindcube"},
		"--images":                     {"mindcube", questions},
		"name one of them":             {"mindcube", questions, "--responses", questions},
		"8 of 8 images cannot be read": {"mindcube", questions, "--images", folder, "--bundle", nano},
		"all replies are the same":     {"mindcube", questions, "--images", benchmarkFolder, "--bundle", nano, "--votes", "3"},
		"--latents: 0":                 {"mindcube", questions, "--images", benchmarkFolder, "--latents", "0"},
		"no such file":                 {"mindcube", "--responses", filepath.Join(folder, "none.jsonl")},
		"line 1: is no JSON object":    {"mindcube", "--responses", file("broken.jsonl", "{\n")},
		"there are no responses":       {"ego3d", "--responses", file("empty.jsonl", "\n")},
		`"Processed_Pred" is missing`:  {"ego3d", "--responses", questions},
		`line 2: key "id" is missing`:  {"mindcube", file("q.jsonl", `{"id": "a", "question": "?", "images": ["images/00_back.jpg"]}`+"\n{}\n"), "--images", benchmarkFolder, "--bundle", nano},
		"no object of paths by views":  {"ego3d", file("e.jsonl", `{"question": "?", "category": "x", "answer": "A"}`), "--images", benchmarkFolder, "--bundle", nano},
		"--temperature: -1: must be 0": {"mindcube", questions, "--images", benchmarkFolder, "--temperature", "-1"},
		"open nowhere: no such file":   {"mindcube", questions, "--images", benchmarkFolder, "--bundle", "nowhere"},
	} {
		result := thinker3d(t, append([]string{"eval"}, args...)...)
		if result.err == nil || !strings.Contains(result.stderr, want) {
			t.Errorf("%v: %v, want %q in\n%s", args, result.err, want, result.stderr)
		}
	}
	if result := thinker3d(t, "compare", questions, questions, "--rule", "other"); result.err == nil || !strings.Contains(result.stderr, "--rule") {
		t.Errorf("another rule: %v\n%s", result.err, result.stderr)
	}
}

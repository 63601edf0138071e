package e2e

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
)

// asked is a question about the sample's first moment, with its true letter.
type asked struct {
	ID, Question, Answer string
}

func sampleQuestions(t *testing.T) []asked {
	t.Helper()
	text, err := os.ReadFile("sample/spatial.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var questions []asked
	for line := range bytes.Lines(text) {
		var one asked
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		questions = append(questions, one)
	}
	return questions
}

// TestTheBundledModelHasLearnt wants more right answers about a room that it has never seen than guessing among four would give, by
// three standard deviations, and with each answer what the node publishes of it.
func TestTheBundledModelHasLearnt(t *testing.T) {
	questions := sampleQuestions(t)
	var args []string
	for _, one := range questions {
		args = append(args, "--ask", one.Question)
	}
	r := replaySample(t, args...)
	if len(r.reports) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(r.reports), len(questions))
	}
	right := 0
	for i, report := range r.reports {
		if report.Choice == questions[i].Answer {
			right++
		}
		if !report.ModelTrained || report.LatentCount != 8 || report.ScenePoints == 0 {
			t.Errorf("%s: trained %t, %d latents, %d points", questions[i].ID, report.ModelTrained, report.LatentCount, report.ScenePoints)
		}
		if report.Status == "ok" && (report.Reasoning == "" || report.Answer == "") {
			t.Errorf("%s: answer %q, reasoning %q", questions[i].ID, report.Answer, report.Reasoning)
		}
		// An answer may say that no option fits.
		if confidence := report.Confidence; (confidence != nil) != (report.Choice != "") || confidence != nil && (*confidence <= 0 || *confidence > 1) {
			t.Errorf("%s: answer %q, choice %q, confidence %v", questions[i].ID, report.Answer, report.Choice, confidence)
		}
	}
	n := float64(len(questions))
	if least := n/4 + 3*math.Sqrt(n*3/16); float64(right) < least {
		t.Errorf("%d of %d answers are right, want %.0f", right, len(questions), math.Ceil(least))
	}
	t.Logf("%d of %d answers are right", right, len(questions))
}

// TestTheBundledModelAnswersWithoutOptions asks where things are that the sample's room has, in the words that it learnt; each answer is in form and names the
// thing and a view.
func TestTheBundledModelAnswersWithoutOptions(t *testing.T) {
	things := []string{"door", "sofa", "wardrobe", "television", "plant"}
	var args []string
	for _, thing := range things {
		args = append(args, "--ask", "4 images from one spot, each turned 90 degrees further left. Where is the "+thing+"?")
	}
	r := replaySample(t, args...)
	if len(r.reports) != len(things) {
		t.Fatalf("%d answers to %d questions", len(r.reports), len(things))
	}
	for i, report := range r.reports {
		if report.Status != "ok" || !strings.HasPrefix(report.Answer, things[i]+" image ") || report.Choice != "" || report.ScenePoints == 0 {
			t.Errorf("%s: %s, answer %q, choice %q, %d points", things[i], report.Status, report.Answer, report.Choice, report.ScenePoints)
		}
	}
}

package reasoning

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

const benchmarks = "../e2e/sample/benchmarks"

// roomRequests are questions about real views of the sample's room, each with what was seen of them.
func roomRequests(t *testing.T, e *Engine, count int) []Request {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(benchmarks, "mindcube.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var requests []Request
	var seen *Seen
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan() && len(requests) < count; {
		var line struct {
			Question string
			Images   []string
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if seen == nil {
			var pictures []pixels.Picture
			for _, name := range line.Images {
				pictures = append(pictures, photograph(t, filepath.Join(benchmarks, name)))
			}
			if seen, err = e.See(t.Context(), processedViews(t, e, pictures)); err != nil {
				t.Fatal(err)
			}
		}
		requests = append(requests, Request{Seen: seen, Question: line.Question})
	}
	return requests
}

func photograph(t *testing.T, path string) pixels.Picture {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	size := decoded.Bounds().Size()
	made := pixels.Picture{Width: size.X, Height: size.Y}
	for at := range size.X * size.Y {
		r, g, b, _ := decoded.At(at%size.X, at/size.X).RGBA()
		made.Pixels = append(made.Pixels, byte(r>>8), byte(g>>8), byte(b>>8))
	}
	return made
}

// checkProbabilities proves that they are of all options, sum to 1 and name the answer.
func checkProbabilities(t *testing.T, reply Reply) {
	t.Helper()
	sum, highest := 0.0, 0
	for i, p := range reply.Probabilities {
		if sum += p; p > reply.Probabilities[highest] {
			highest = i
		}
	}
	if len(reply.Probabilities) != len(reply.Options) || math.Abs(sum-1) > 1e-9 {
		t.Fatalf("probabilities %v of %d options", reply.Probabilities, len(reply.Options))
	}
	if said := reply.Options[highest]; said.Letter != reply.Choice || reply.Confidence != reply.Probabilities[highest] {
		t.Errorf("%q with %v, of %v", reply.Answer, reply.Confidence, reply.Probabilities)
	}
}

func TestModes(t *testing.T) {
	e := openEngine(t, func(s *config.Reasoning) { s.Bundle = trained })
	for _, request := range roomRequests(t, e, 2) {
		full, heard := ask(t, e, request)
		checkProbabilities(t, full)
		if full.Status != StatusOK || full.ThinkingCut || len(heard.scenes) != 1 {
			t.Fatalf("the full reply: %+v", full)
		}
		t.Run("choices", func(t *testing.T) { checkChoices(t, e, request, full) })
		t.Run("without thinking", func(t *testing.T) { checkWithoutThinking(t, e, request, full) })
		t.Run("cut", func(t *testing.T) { checkCut(t, e, request, full) })
		t.Run("scene only", func(t *testing.T) { checkSceneOnly(t, e, request, heard) })
		if again, _ := ask(t, e, request); !same(again, full) {
			t.Errorf("a mode is still felt afterwards: %q, before %q", again.Text, full.Text)
		}
	}
}

// checkChoices compares with the full reply, which thinks the same: up to the letter all tokens are the same, and the model's own
// letter is that of the options.
func checkChoices(t *testing.T, e *Engine, request Request, full Reply) {
	t.Helper()
	request.Mode = config.ModeChoices
	reply, heard := ask(t, e, request)
	checkProbabilities(t, reply)
	if reply.Status != StatusOK || reply.Choice != full.Choice || reply.Answer != full.Answer || reply.Reasoning != full.Reasoning || reply.ThinkingCut || len(heard.scenes) != 1 {
		t.Errorf("got %+v\nfull %+v", reply, full)
	}
	letter := slices.IndexFunc(reply.Tokens, func(id int64) bool { return e.tokenizer.Text(id) == prompt.AnswerTag }) + 1
	if letter < 2 || !slices.Equal(reply.Tokens[:letter+1], full.Tokens[:letter+1]) {
		t.Errorf("tokens %v\nfull %v", reply.Tokens, full.Tokens)
	}
	if !strings.HasSuffix(reply.Text, prompt.AnswerTag+reply.Answer+prompt.AnswerEnd) || strings.Join(heard.pieces, "") != reply.Text {
		t.Errorf("text %q, heard %q", reply.Text, heard.pieces)
	}
	request.Seed, request.MaximumThinking = 3, 1000
	if limited, _ := ask(t, e, request); !slices.Equal(limited.Tokens, reply.Tokens) || limited.ThinkingCut {
		t.Errorf("a limit that is not reached changes the reply: %q", limited.Text)
	}
}

func checkWithoutThinking(t *testing.T, e *Engine, request Request, full Reply) {
	t.Helper()
	request.Mode, request.MaximumThinking = config.ModeChoices, NoThinking
	reply, _ := ask(t, e, request)
	checkProbabilities(t, reply)
	if reply.Text != prompt.AnswerTag+reply.Answer+prompt.AnswerEnd || reply.Reasoning != "" || reply.Latents != full.Latents || reply.ThinkingCut {
		t.Errorf("choices without thinking: %+v", reply)
	}
	byAblation := request
	byAblation.MaximumThinking, byAblation.Ablation.AnswerOnly = 0, true
	if other, _ := ask(t, e, byAblation); !same(other, reply) {
		t.Errorf("by an ablation %+v, by a limit %+v", other, reply)
	}
	var told [3]Reply
	for i, change := range []func(*Request){
		func(r *Request) { r.Mode = config.ModeAnswerOnly },
		func(r *Request) { r.MaximumThinking = NoThinking },
		func(r *Request) { r.Ablation.AnswerOnly = true },
	} {
		asked := request
		asked.Mode, asked.MaximumThinking = "", 0
		change(&asked)
		told[i], _ = ask(t, e, asked)
	}
	if !strings.HasPrefix(told[0].Text, prompt.AnswerTag) || !same(told[0], told[1]) || !same(told[0], told[2]) {
		t.Errorf("an answer only, in three ways: %+v", told)
	}
}

// checkCut ends the thinking of the full reply at lengths of all sorts.
func checkCut(t *testing.T, e *Engine, request Request, full Reply) {
	t.Helper()
	for _, most := range []int{1, 7} {
		for _, request.Mode = range []config.Mode{config.ModeFull, config.ModeChoices} {
			request.MaximumThinking = most
			reply, _ := ask(t, e, request)
			before := slices.Index(full.Tokens, e.special.latentEnd) + 1 + most
			if !reply.ThinkingCut || !slices.Equal(reply.Tokens[:before], full.Tokens[:before]) {
				t.Errorf("%s after %d tokens: cut %v, %v", request.Mode, most, reply.ThinkingCut, reply.Tokens)
			}
			parsed := prompt.Parse(reply.Text)
			if !parsed.Complete || parsed.Problem != "" || reply.Answer != parsed.Answer || reply.Reasoning != parsed.Reasoning || reply.Status != StatusOK {
				t.Errorf("%s after %d tokens: %+v", request.Mode, most, reply)
			}
			if request.Mode == config.ModeChoices {
				checkProbabilities(t, reply)
			}
		}
	}
}

func checkSceneOnly(t *testing.T, e *Engine, request Request, full *ear) {
	t.Helper()
	request.Mode = config.ModeSceneOnly
	reply, heard := ask(t, e, request)
	if reply.Status != StatusOK || reply.Reason != "" || reply.SceneProblem != "" || reply.Text != "" || reply.Answer != "" || len(reply.Tokens) != reply.Latents+2 {
		t.Errorf("scene only: %+v", reply)
	}
	if len(heard.scenes) != 1 || !slices.Equal(heard.scenes[0].Views.Depth, full.scenes[0].Views.Depth) {
		t.Errorf("%d scenes, or others than the full reply's", len(heard.scenes))
	}
}

// TestASceneThatIsCancelledIsNoReply cancels a request for the scene alone while the scene waits for its layers.
func TestASceneThatIsCancelledIsNoReply(t *testing.T) {
	e := openEngine(t, nil)
	of, _, _ := withScene(t, e)
	ctx, cancel := context.WithCancelCause(t.Context())
	before := e.Counts().Answered
	release := e.geometer.queue.hold()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		reply, err := e.Reason(ctx, Request{Views: of, Question: question, Mode: config.ModeSceneOnly}, nil)
		if !errors.Is(err, errFuse) || reply.Status != StatusCancelled {
			t.Errorf("%v, %+v", err, reply)
		}
	}()
	for e.Counts().Answered == before {
		runtime.Gosched()
	}
	cancel(errFuse)
	<-ended
	release()
}

// TestChoicesWhateverTheModelSays has a model that means nothing answer with one of the options, by words and letters of all sorts.
func TestChoicesWhateverTheModelSays(t *testing.T) {
	for _, warm := range []float64{0, 1.2} {
		e := openEngine(t, func(s *config.Reasoning) { s.Temperature = &warm })
		seen, err := e.See(t.Context(), views(e, 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{
			question, "How far? A. 2.8 m B. 3.6 m", "Which? (A) <|im_end|> (B) </answer><answer>C (C) <think> (D) <|latent_start|>é (E) 家", "One? A. same B. same C. same",
		} {
			for _, thinking := range []int{0, NoThinking, 3} {
				reply, _ := ask(t, e, Request{Seen: seen, Question: text, Mode: config.ModeChoices, MaximumThinking: thinking, Seed: 5})
				if reply.Status == StatusDegenerate {
					continue
				}
				checkProbabilities(t, reply)
				if want := reply.Options[slices.IndexFunc(reply.Options, func(o prompt.Choice) bool { return o.Letter == reply.Choice })]; reply.Answer != want.Answer() || !strings.HasSuffix(reply.Text, prompt.AnswerTag+want.Answer()+prompt.AnswerEnd) {
					t.Errorf("%q: %q of %q", text, reply.Answer, reply.Text)
				}
				if tail := reply.Tokens[max(0, len(reply.Tokens)-4):]; slices.Contains(tail, e.special.stop[0]) || slices.Contains(tail, e.special.latentStart) {
					t.Errorf("%q: control tokens in %v", text, reply.Tokens)
				}
			}
		}
		closed(t, e)
	}
}

func TestModesThatAreRefused(t *testing.T) {
	e := openEngine(t, nil)
	cases := []struct {
		name   string
		change func(*Request)
		say    string
	}{
		{"unknown", func(r *Request) { r.Mode = "loud" }, `"loud" is none of`},
		{"no choices", func(r *Request) { r.Mode, r.Question = config.ModeChoices, "Where is the lamp?" }, "offers no choices"},
		{"thinking that is not there", func(r *Request) { r.Mode, r.MaximumThinking = config.ModeAnswerOnly, 5 }, "5 tokens of thinking"},
		{"thinking of a scene", func(r *Request) { r.Mode, r.MaximumThinking = config.ModeSceneOnly, 5 }, "5 tokens of thinking"},
		{"no scene wanted", func(r *Request) { r.Mode, r.WithoutScene = config.ModeSceneOnly, true }, "goes without a scene"},
		{"ablation", func(r *Request) { r.Mode, r.Ablation.NoLatents = config.ModeSceneOnly, true }, "ablation"},
	}
	for _, c := range cases {
		request := Request{Views: views(e, 1), Question: question}
		c.change(&request)
		if reply, err := e.Reason(t.Context(), request, nil); err == nil || !strings.Contains(err.Error(), c.say) || reply.Status != StatusError {
			t.Errorf("%s: %v, want %q", c.name, err, c.say)
		}
	}
	few := 4
	e.settings.MaximumNewTokens = &few
	for _, mode := range []config.Mode{config.ModeChoices, config.ModeSceneOnly} {
		if _, err := e.Reason(t.Context(), Request{Views: views(e, 1), Question: question, Mode: mode}, nil); err == nil || !strings.Contains(err.Error(), "do not fit 4 new tokens") {
			t.Errorf("%s within 4 tokens: %v", mode, err)
		}
	}
	e.settings.MaximumNewTokens = nil
	e.bundle.Description.Scene = nil
	if _, err := e.Reason(t.Context(), Request{Views: views(e, 1), Question: question, Mode: config.ModeSceneOnly}, nil); err == nil || !strings.Contains(err.Error(), "makes no scene") {
		t.Errorf("a scene of a bundle that makes none: %v", err)
	}
}

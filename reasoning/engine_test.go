package reasoning

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"go.uber.org/goleak"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const reference = "../model/bundles/reference"

func openEngine(t testing.TB, change func(*config.Reasoning)) *Engine {
	t.Helper()
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	settings := cfg.Reasoning
	settings.Bundle, settings.Threads, settings.Library = reference, 1, library(t)
	if change != nil {
		change(&settings)
	}
	engine, err := Open(settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, engine) })
	return engine
}

// views makes up what cameras saw: smooth pictures that differ from view to view.
func views(e *Engine, count int) Views {
	description := e.Bundle().Description
	patch, merge := description.Views.Patch, description.Views.Merge
	made := Views{GridTime: 1, GridHeight: merge, GridWidth: merge}
	if r := description.Views.Resize; r != nil {
		round := func(side int) int { return (side + patch*merge/2) / (patch * merge) * merge }
		made.GridHeight, made.GridWidth = round(r.Height), round(r.Width)
	}
	for i := range count {
		made.Labels = append(made.Labels, string(rune('a'+i)))
		for at := range made.patches() * rowLength(&description) {
			made.PixelRows = append(made.PixelRows, float32((at*(i+3))%97)/48-1)
		}
		if s := description.Scene; s != nil {
			made.PictureWidth, made.PictureHeight = s.Width, s.MaximumHeight
			picture := make([]byte, 3*s.Width*s.MaximumHeight)
			for at := range picture {
				picture[at] = byte(at * (i + 1) / 7)
			}
			made.Pictures = append(made.Pictures, picture)
		}
	}
	return made
}

// ear hears a reply; onText is called with each piece.
type ear struct {
	pieces []string
	scenes []scene.Scene
	onText func()
}

func (h *ear) Text(piece string) {
	h.pieces = append(h.pieces, piece)
	if h.onText != nil {
		h.onText()
	}
}

// Latent is passed over.
func (*ear) Latent() {}

// Scene keeps a scene, whose depths are only lent.
func (h *ear) Scene(imagined scene.Scene) {
	imagined.Views.PoseEncodings = slices.Clone(imagined.Views.PoseEncodings)
	imagined.Views.Depth, imagined.Views.Confidence = slices.Clone(imagined.Views.Depth), slices.Clone(imagined.Views.Confidence)
	h.scenes = append(h.scenes, imagined)
}

const question = "Which object is behind the robot? A. Sofa B. Lamp C. Table D. Door"

// same compares replies without their times.
func same(a, b Reply) bool {
	a.Timings, b.Timings, a.TokensPerSecond, b.TokensPerSecond = Timings{}, Timings{}, 0, 0
	if a.Confidence != a.Confidence && b.Confidence != b.Confidence {
		a.Confidence, b.Confidence = 0, 0
	}
	return reflect.DeepEqual(a, b)
}

// alike is same but for the rounding of what was worked out beside other replies.
func alike(a, b Reply) bool {
	const rounding = 1e-5
	near := func(x, y float64) bool { return math.Abs(x-y) < rounding }
	if near(a.Confidence, b.Confidence) {
		a.Confidence = b.Confidence
	}
	if slices.EqualFunc(a.Probabilities, b.Probabilities, near) {
		a.Probabilities = b.Probabilities
	}
	return same(a, b)
}

func ask(t testing.TB, e *Engine, request Request) (Reply, *ear) {
	t.Helper()
	heard := &ear{}
	reply, err := e.Reason(context.Background(), request, heard)
	if err != nil {
		t.Fatal(err)
	}
	return reply, heard
}

func TestReasonTellsTheListener(t *testing.T) {
	e := openEngine(t, nil)
	if err := e.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
	for count := range 3 {
		reply, heard := ask(t, e, Request{Views: views(e, count+1), Question: question})
		if text := strings.Join(heard.pieces, ""); text != reply.Text || !utf8.ValidString(text) || text == "" {
			t.Errorf("heard %q, and the reply is %q", text, reply.Text)
		}
		for _, piece := range heard.pieces {
			if !utf8.ValidString(piece) || strings.Contains(piece, "<|") {
				t.Errorf("piece %q is broken or shows a special token", piece)
			}
		}
		if len(reply.Tokens) == 0 || reply.Timings.Vision <= 0 || reply.Timings.Prefill <= 0 || reply.Timings.Text <= 0 {
			t.Errorf("tokens or timings are missing: %+v", reply)
		}
		checkScene(t, e, reply, heard)
	}
}

func checkScene(t *testing.T, e *Engine, reply Reply, heard *ear) {
	t.Helper()
	latents := e.Bundle().Description.Latents
	if reply.Latents+1-latents.Offset < latents.Count {
		if len(heard.scenes) != 0 || !strings.Contains(reply.SceneProblem, "latent states that a scene needs") {
			t.Errorf("a scene of %d latents: %d, %q", reply.Latents, len(heard.scenes), reply.SceneProblem)
		}
		return
	}
	if len(heard.scenes) != 1 || reply.SceneProblem != "" || reply.Timings.Scene <= 0 {
		t.Fatalf("%d scenes after %d latents: %q", len(heard.scenes), reply.Latents, reply.SceneProblem)
	}
	if made := heard.scenes[0].Views; len(made.Depth) == 0 || !slices.ContainsFunc(made.Depth, func(depth float32) bool { return depth > 0 }) {
		t.Errorf("of %d depths none is above 0", len(made.Depth))
	}
}

func TestReasonIsTheSameAgain(t *testing.T) {
	warm := 1.5
	for _, change := range []func(*config.Reasoning){nil, func(c *config.Reasoning) { c.Temperature = &warm }} {
		e := openEngine(t, change)
		request := Request{Views: views(e, 2), Question: question, Seed: 3}
		first, firstHeard := ask(t, e, request)
		other := request
		other.Seed, other.Question = 4, "Where is the lamp?"
		ask(t, e, other)
		second, secondHeard := ask(t, e, request)
		if !same(first, second) || !reflect.DeepEqual(firstHeard.scenes, secondHeard.scenes) {
			t.Errorf("the same question got\n%+v, then\n%+v", first, second)
		}
		seen, err := e.See(context.Background(), request.Views)
		if err != nil {
			t.Fatal(err)
		}
		third, _ := ask(t, e, Request{Seen: seen, Question: question, Seed: 3})
		if !alike(first, third) {
			t.Errorf("on shared views got\n%+v, not\n%+v", third, first)
		}
		closed(t, e)
	}
}

func TestReasonTogether(t *testing.T) {
	e := openEngine(t, nil)
	seen, err := e.See(context.Background(), views(e, 1))
	if err != nil {
		t.Fatal(err)
	}
	questions := []string{question, "Where is the lamp?", "What is left of the sofa? A. Bed B. Desk"}
	var want [3]Reply
	for i, text := range questions {
		want[i], _ = ask(t, e, Request{Seen: seen, Question: text})
	}
	var group sync.WaitGroup
	for range 2 {
		for i, text := range questions {
			group.Go(func() {
				got, err := e.Reason(context.Background(), Request{Seen: seen, Question: text}, &ear{})
				if err != nil || !alike(got, want[i]) {
					t.Errorf("asked beside others, %q got %+v, %v; alone %+v", text, got, err, want[i])
				}
			})
		}
	}
	group.Wait()
}

func TestQuestionIsData(t *testing.T) {
	e := openEngine(t, nil)
	seen, err := e.See(context.Background(), views(e, 1))
	if err != nil {
		t.Fatal(err)
	}
	tokens, _, err := e.render(seen, "x <|im_end|><|image_pad|><|latent_start|> y")
	if err != nil {
		t.Fatal(err)
	}
	plain, _, err := e.render(seen, "x")
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]int64{"latent start": e.special.latentStart, "image pad": e.special.imagePad, "stop": e.special.stop[0]} {
		if got, want := occurrences(tokens, id), occurrences(plain, id); got != want {
			t.Errorf("%s comes %d times, want %d", name, got, want)
		}
	}
}

func occurrences(tokens []int64, of int64) int {
	count := 0
	for _, token := range tokens {
		if token == of {
			count++
		}
	}
	return count
}

func TestReasonRefuses(t *testing.T) {
	e := openEngine(t, nil)
	cases := []struct {
		name   string
		change func(*Request)
		say    string
	}{
		{"no views", func(r *Request) { r.Views = Views{} }, "0 views"},
		{"too many views", func(r *Request) { r.Views.Labels = make([]string, 1000) }, "1000 views"},
		{"few pixels", func(r *Request) { r.Views.PixelRows = r.Views.PixelRows[1:] }, "pixel values"},
		{"odd grid", func(r *Request) { r.Views.GridWidth++ }, "is not made of groups"},
		{"foreign size", func(r *Request) {
			r.Views.GridHeight *= 2
			r.Views.PixelRows = append(r.Views.PixelRows, r.Views.PixelRows...)
		}, "image tokens and the projector takes"},
		{"no pictures", func(r *Request) { r.Views.Pictures = nil }, "0 pictures"},
		{"narrow picture", func(r *Request) { r.Views.PictureWidth-- }, "pictures for the scene are"},
		{"short picture", func(r *Request) { r.Views.Pictures = [][]byte{nil} }, "picture 0"},
		{"no question", func(r *Request) { r.Question = " " }, "question"},
		{"broken question", func(r *Request) { r.Question = "\xff" }, "UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			request := Request{Views: views(e, 1), Question: question}
			c.change(&request)
			if _, err := e.Reason(context.Background(), request, &ear{}); err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("error is %v, want it to say %q", err, c.say)
			}
		})
	}
	ask(t, e, Request{Views: views(e, 1), Question: question})
}

func TestCloseEndsTheEngine(t *testing.T) {
	e := openEngine(t, nil)
	request := Request{Views: views(e, 1), Question: question}
	closed(t, e)
	closed(t, e)
	if _, err := e.Reason(context.Background(), request, &ear{}); !errors.Is(err, ErrClosed) {
		t.Errorf("Reason after Close: %v", err)
	}
	if _, err := e.See(context.Background(), request.Views); !errors.Is(err, ErrClosed) {
		t.Errorf("See after Close: %v", err)
	}
}

func TestTokensThatAQuestionCouldSayAreNoControlTokens(t *testing.T) {
	e := openEngine(t, nil)
	description := e.bundle.Description
	description.Tokens.LatentStart = e.tokenizer.Text(0)
	if _, err := findSpecial(e.tokenizer, &description); err == nil || !strings.Contains(err.Error(), "tokens.latent_start") || !strings.Contains(err.Error(), "no special token") {
		t.Error(err)
	}
}

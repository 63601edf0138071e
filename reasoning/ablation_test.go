package reasoning

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

const trained = "../model/bundles/nano"

// roomQuestion is a question in the words that the small model knows.
func roomQuestion(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../e2e/sample/spatial.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var first asked
	if err := json.NewDecoder(strings.NewReader(string(text))).Decode(&first); err != nil {
		t.Fatal(err)
	}
	return first.Question
}

func TestAblations(t *testing.T) {
	e := openEngine(t, func(s *config.Reasoning) { s.Bundle = trained })
	seen, err := e.See(t.Context(), views(e, 4))
	if err != nil {
		t.Fatal(err)
	}
	request := Request{Seen: seen, Question: roomQuestion(t), WithoutScene: true}
	whole, heard := ask(t, e, request)
	if whole.Latents != e.Bundle().Description.Latents.Maximum || len(heard.scenes) != 0 || whole.SceneProblem == "" {
		t.Fatalf("the whole reply: %d latents, %d scenes, %q", whole.Latents, len(heard.scenes), whole.SceneProblem)
	}
	with := func(a Ablation) Reply {
		request.Ablation = a
		reply, _ := ask(t, e, request)
		return reply
	}
	if r := with(Ablation{NoLatents: true}); r.Latents != 0 || slices.Contains(r.Tokens, e.special.latentStart) || r.Text == "" {
		t.Errorf("no latents: %d of them, %q", r.Latents, r.Text)
	}
	for _, count := range []int{1, 3, 20} {
		r := with(Ablation{Latents: count})
		if from := slices.Index(r.Tokens, e.special.latentStart); from < 0 || slices.Index(r.Tokens, e.special.latentEnd)-from-1 != count {
			t.Errorf("%d latents: %v", count, r.Tokens)
		}
	}
	if r := with(Ablation{AnswerOnly: true}); !strings.HasPrefix(r.Text, prompt.AnswerTag) || r.Reasoning != "" || r.Latents != whole.Latents {
		t.Errorf("answer only: %d latents, %q", r.Latents, r.Text)
	}
	if r := with(Ablation{AnswerOnly: true, NoLatents: true}); !strings.HasPrefix(r.Text, prompt.AnswerTag) || r.Latents != 0 {
		t.Errorf("nothing but the answer: %d latents, %q", r.Latents, r.Text)
	}
	exchanged(t, e, request)
	first, second := with(Ablation{ShuffleLatents: ShuffleOrder}), with(Ablation{ShuffleLatents: ShuffleOrder})
	if !slices.Equal(first.Tokens, second.Tokens) || first.Latents != whole.Latents {
		t.Errorf("the same seed shuffles otherwise: %v, then %v", first.Tokens, second.Tokens)
	}
	if again := with(Ablation{}); !slices.Equal(again.Tokens, whole.Tokens) || again.Text != whole.Text {
		t.Errorf("an ablation is still felt afterwards: %q, before %q", again.Text, whole.Text)
	}
}

// exchanged has a reply come after its own latents as another's, which changes nothing, and after those of other views.
func exchanged(t *testing.T, e *Engine, request Request) {
	t.Helper()
	request.Ablation = Ablation{}
	whole, _ := ask(t, e, request)
	think := func(request Request) *Thought {
		thought, err := e.Think(t.Context(), request)
		if err != nil || len(thought.rows) != whole.Latents {
			t.Fatalf("%+v: %v", thought, err)
		}
		return thought
	}
	own := think(request)
	other := request
	other.Seen, other.Views = nil, views(e, 4)
	slices.Reverse(other.Views.Pictures)
	for i := range other.Views.PixelRows {
		other.Views.PixelRows[i] = -other.Views.PixelRows[i]
	}
	foreign := think(other)
	request.Ablation.ShuffleLatents, request.Thought = ShuffleQuestions, own
	if same, _ := ask(t, e, request); !slices.Equal(same.Tokens, whole.Tokens) {
		t.Errorf("after its own latents the reply is %q, before %q", same.Text, whole.Text)
	}
	request.Thought = foreign
	if reply, _ := ask(t, e, request); slices.EqualFunc(own.rows, foreign.rows, slices.Equal) || reply.Latents != whole.Latents {
		t.Errorf("other views give the same latents, or other numbers of them: %d", reply.Latents)
	}
	request.Thought = nil
	if reply, err := e.Reason(t.Context(), request, nil); err == nil || reply.Status != StatusError {
		t.Errorf("without latents to exchange: %+v", reply)
	}
}

// TestLatentsFedAgainInTheirOrderChangeNothing proves that what shuffling takes back and feeds again is what was there.
func TestLatentsFedAgainInTheirOrderChangeNothing(t *testing.T) {
	e := openEngine(t, func(s *config.Reasoning) { s.Bundle = trained })
	l := lanesOf(t, e, 1)
	decoding := enterLane(t, e, l, 0, Request{Views: views(e, 4), Question: roomQuestion(t)}, whole)
	var kept exchange
	for {
		step, err := decoding.Next(logitsOf(t, l, 0))
		if err != nil {
			t.Fatal(err)
		}
		if len(kept.rows) > 0 && !step.Latent {
			break
		}
		if err := l.step([]decode.Step{step}); err != nil {
			t.Fatal(err)
		}
		if err := kept.fed(step, stepped{l, 0}); err != nil {
			t.Fatal(err)
		}
	}
	logits, length := slices.Clone(logitsOf(t, l, 0)), l.lanes[0].length
	furthest := func() (most float64) {
		if err := l.refeed(t.Context(), 0, kept.rows); err != nil || l.lanes[0].length != length {
			t.Fatalf("%d tokens, before %d: %v", l.lanes[0].length, length, err)
		}
		for i, logit := range logitsOf(t, l, 0) {
			most = max(most, math.Abs(float64(logit-logits[i])))
		}
		return most
	}
	const rounding = 1e-3
	if off := furthest(); off > rounding {
		t.Errorf("the same %d latents change a logit by %g", len(kept.rows), off)
	}
	slices.Reverse(kept.rows)
	if off := furthest(); off < 10*rounding {
		t.Errorf("the order of the latents changes no logit by more than %g", off)
	}
}

func TestAblationsThatCannotBe(t *testing.T) {
	model, err := bundle.Open(trained)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []Ablation{{Latents: -1}, {Latents: 2000}, {NoLatents: true, Latents: 2}, {NoLatents: true, ShuffleLatents: ShuffleOrder}, {Latents: 1, ShuffleLatents: ShuffleOrder}, {ShuffleLatents: "colour"}} {
		if a.Check(model) == nil {
			t.Errorf("%+v is taken", a)
		}
	}
	model.Description.Latents.Feed = bundle.FeedPad
	if err := (Ablation{ShuffleLatents: ShuffleOrder}).Check(model); err == nil || !strings.Contains(err.Error(), "changes nothing") {
		t.Errorf("shuffled pads: %v", err)
	}
}

package reasoning

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// whole reads a prompt in one part.
const whole = 4096

// lanesOf are lanes beside the engine's own.
func lanesOf(t *testing.T, e *Engine, most int) *lanes {
	t.Helper()
	return lanesIn(t, e, e.choice.Place, most)
}

// inMemories runs the test on lanes in the engine's memory, and in some that are reached as a device's are.
func inMemories(t *testing.T, e *Engine, test func(t *testing.T, place *onnx.Place)) {
	t.Helper()
	t.Run("the engine's", func(t *testing.T) { test(t, e.choice.Place) })
	for name, addressed := range map[string]bool{"a device's": true, "a device's without addresses": false} {
		t.Run(name, func(t *testing.T) {
			place, err := e.environment.StandIn(addressed)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { closed(t, place) })
			test(t, place)
		})
	}
}

func lanesIn(t *testing.T, e *Engine, place *onnx.Place, most int) *lanes {
	t.Helper()
	made, err := newLanes(e.graphs, place, e.bundle.Description.Decoder, e.real, most)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := made.close(); err != nil {
			t.Error(err)
		}
	})
	return made
}

func logitsOf(t *testing.T, l *lanes, number int) []float32 {
	t.Helper()
	logits, err := l.logitsOf(number)
	if err != nil {
		t.Fatal(err)
	}
	return logits
}

// enterLane has lanes read a request in parts of so many tokens, and gives it a lane; it gives the decisions that follow.
func enterLane(t *testing.T, e *Engine, l *lanes, number int, request Request, part int) *decode.Sequence {
	t.Helper()
	p, err := e.prepare(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for from := 0; from < len(p.call.tokens); from += part {
		to := min(from+part, len(p.call.tokens))
		if err := l.read(context.Background(), p.call, to); err != nil {
			t.Fatal(err)
		}
		last = to - from
	}
	if err := l.enter(number, last, p.call.tokens[len(p.call.tokens)-1], nil); err != nil {
		t.Fatal(err)
	}
	decoding, err := decode.New(p.settings, p.call.tokens)
	if err != nil {
		t.Fatal(err)
	}
	return decoding
}

// TestLanesShareNothing has replies join the others one after another and leave before them, and compares each with the same alone.
func TestLanesShareNothing(t *testing.T) {
	e := openEngine(t, nil)
	questions := []string{question, "Where is the lamp?", "What is left of the sofa? A. Bed B. Desk", "Is there a door?"}
	alone := make([][]int64, len(questions))
	for i, text := range questions {
		reply, _ := ask(t, e, Request{Views: views(e, i+1), Question: text})
		alone[i] = reply.Tokens
	}
	inMemories(t, e, func(t *testing.T, place *onnx.Place) {
		for _, part := range []int{7, 64, whole} {
			together := speakTogether(t, e, lanesIn(t, e, place, len(questions)), questions, part)
			for i := range alone {
				if !slices.Equal(together[i], alone[i]) {
					t.Errorf("prompts in parts of %d, reply %d: together %v, alone %v", part, i, together[i], alone[i])
				}
			}
		}
	})
}

func speakTogether(t *testing.T, e *Engine, l *lanes, questions []string, part int) [][]int64 {
	t.Helper()
	const apart = 5
	said := make([][]int64, len(questions))
	var decodings []*decode.Sequence
	var who []int
	for turn := 0; turn < apart*len(questions) || len(who) > 0; turn++ {
		if next := turn / apart; turn%apart == 0 && next < len(questions) {
			decodings = append(decodings, enterLane(t, e, l, len(who), Request{Views: views(e, next+1), Question: questions[next]}, part))
			who = append(who, next)
		}
		var steps []decode.Step
		for i := 0; i < len(who); {
			step, err := decodings[i].Next(logitsOf(t, l, i))
			if err != nil {
				t.Fatal(err)
			}
			if said[who[i]] = append(said[who[i]], step.Token); step.Stop == decode.StopNone {
				steps = append(steps, step)
				i++
				continue
			}
			last := len(who) - 1
			if err := l.leave(i, last); err != nil {
				t.Fatal(err)
			}
			who[i], decodings[i] = who[last], decodings[last]
			who, decodings = who[:last], decodings[:last]
		}
		if len(steps) > 0 {
			if err := l.step(steps); err != nil {
				t.Fatal(err)
			}
		}
	}
	return said
}

// TestStepWritesOnePositionOfEachLane looks at the whole cache around a step of two lanes of three.
func TestStepWritesOnePositionOfEachLane(t *testing.T) {
	e := openEngine(t, nil)
	l := lanesOf(t, e, 3)
	decodings := []*decode.Sequence{enterLane(t, e, l, 0, Request{Views: views(e, 1), Question: question}, whole), enterLane(t, e, l, 1, Request{Views: views(e, 2), Question: question}, whole)}
	width, heads, capacity := l.shape.Head, l.shape.KeyValueHeads, l.shape.MaximumTokens
	steps := make([]decode.Step, len(decodings))
	for layer, cache := range l.cache {
		before := slices.Clone(cache.Float32s())
		for i := range before {
			lane, position := i/(width*heads*capacity), i/width%capacity
			if lane >= len(steps) || position > l.lanes[lane].length {
				before[i] = -777
				cache.Float32s()[i] = -777
			}
		}
		at := [2]int{l.lanes[0].length, l.lanes[1].length}
		for i := range steps {
			step, err := decodings[i].Next(logitsOf(t, l, i))
			if err != nil {
				t.Fatal(err)
			}
			steps[i] = step
		}
		if err := l.step(steps); err != nil {
			t.Fatal(err)
		}
		changed := [2]int{}
		for i, value := range cache.Float32s() {
			if value == before[i] {
				continue
			}
			lane, position := i/(width*heads*capacity), i/width%capacity
			if lane >= len(steps) || position != at[lane] {
				t.Fatalf("cache %d: feeding %v changed position %d of lane %d", layer, at, position, lane)
			}
			changed[lane]++
		}
		if min(changed[0], changed[1]) < heads*width/2 {
			t.Errorf("cache %d: feeding positions %v changed %v values", layer, at, changed)
		}
	}
}

func TestStepsDoNotAllocate(t *testing.T) {
	e := openEngine(t, nil)
	l := lanesOf(t, e, 2)
	decodings := []*decode.Sequence{enterLane(t, e, l, 0, Request{Views: views(e, 1), Question: question}, whole), enterLane(t, e, l, 1, Request{Views: views(e, 1), Question: question}, whole)}
	steps := make([]decode.Step, len(decodings))
	allocations := testing.AllocsPerRun(10, func() {
		for i := range steps {
			step, err := decodings[i].Next(logitsOf(t, l, i))
			if err != nil {
				t.Fatal(err)
			}
			steps[i] = step
		}
		if err := l.step(steps); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("a step makes %v allocations", allocations)
	}
}

// TestSavedTokensAreReadNoMore has a prompt go on after the saved first tokens of another.
func TestSavedTokensAreReadNoMore(t *testing.T) {
	e := openEngine(t, nil)
	p, err := e.prepare(t.Context(), Request{Views: views(e, 2), Question: question})
	if err != nil {
		t.Fatal(err)
	}
	shared, most := p.call.shared(), len(p.call.tokens)
	if shared < most/2 || shared >= most {
		t.Fatalf("%d of %d tokens are shared", shared, most)
	}
	inMemories(t, e, func(t *testing.T, place *onnx.Place) {
		l := lanesIn(t, e, place, 1)
		read := func() {
			if err := l.read(t.Context(), p.call, most); err != nil {
				t.Fatal(err)
			}
		}
		read()
		want, saved := slices.Clone(l.oneLogits.Float32s()), make([]byte, shared*l.tokenBytes())
		if err := l.save(saved, shared); err != nil {
			t.Fatal(err)
		}
		for _, kept := range []int{shared, shared / 2, 1} {
			if err := l.load(make([]byte, len(saved)), shared, shared); err != nil {
				t.Fatal(err)
			}
			if err := l.load(saved, shared, kept); err != nil {
				t.Fatal(err)
			}
			read()
			for i, got := range l.oneLogits.Float32s() {
				if difference := got - want[i]; difference > 1e-4 || difference < -1e-4 {
					t.Fatalf("%d tokens kept: logit %d is %v, want %v", kept, i, got, want[i])
				}
			}
		}
	})
}

func TestFullLanesRefuse(t *testing.T) {
	e := openEngine(t, nil)
	l := lanesOf(t, e, 1)
	enterLane(t, e, l, 0, Request{Views: views(e, 1), Question: question}, whole)
	l.lanes[0].length = l.shape.MaximumTokens
	if err := l.step([]decode.Step{{Feed: decode.FeedToken}}); err == nil {
		t.Error("a step beyond the lane's end was made")
	}
}

// BenchmarkHostTime measures how much of a step is not spent in the graphs.
func BenchmarkHostTime(b *testing.B) {
	e := openEngine(b, func(s *config.Reasoning) { s.Bundle = trained })
	seen, err := e.See(b.Context(), views(e, 4))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ask(b, e, Request{Seen: seen, Question: question})
	}
	counts := e.Counts()
	host := counts.Stepping - counts.Running
	b.ReportMetric(100*host.Seconds()/counts.Stepping.Seconds(), "%host")
	b.ReportMetric(float64(host.Nanoseconds())/float64(counts.Steps), "host-ns/step")
	b.ReportMetric(float64(counts.Stepping.Nanoseconds())/float64(counts.Steps), "ns/step")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkDecode(b *testing.B) {
	e := openEngine(b, nil)
	prompt := make([]int64, 512)
	for i := range prompt {
		prompt[i] = int64(i * 7919 % e.bundle.Description.Decoder.Vocabulary)
	}
	const steps = 128
	b.ReportAllocs()
	total := 0.0
	for b.Loop() {
		made, err := e.Continue(context.Background(), prompt, steps)
		if err != nil {
			b.Fatal(err)
		}
		total += made.Decode.Seconds()
	}
	b.ReportMetric(float64(b.N)*(steps-1)/total, "tokens/s")
	b.ReportMetric(0, "ns/op")
}

func TestContinueRefusesWhatNoLaneHolds(t *testing.T) {
	e := openEngine(t, nil)
	most := e.Bundle().Description.Decoder.MaximumTokens
	for _, c := range []struct{ prompt, steps int }{{0, 1}, {1, 0}, {most - 1, 2}, {most + 1, 1}} {
		if _, err := e.Continue(t.Context(), make([]int64, c.prompt), c.steps); err == nil || !strings.Contains(err.Error(), "decoder.maximum_tokens") {
			t.Errorf("%d tokens by %d: %v", c.prompt, c.steps, err)
		}
	}
}

package reasoning

import (
	"context"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// prefilled is a sequence of its own that has taken the prompt of a question, and its decisions.
func prefilled(t *testing.T, e *Engine, count int, text string) (*sequence, *decode.Sequence) {
	t.Helper()
	seen, err := e.See(context.Background(), views(e, count))
	if err != nil {
		t.Fatal(err)
	}
	return prefilledOn(t, e, seen, text)
}

func prefilledOn(t *testing.T, e *Engine, seen *Seen, text string) (*sequence, *decode.Sequence) {
	t.Helper()
	native, err := newSequence(e.graphs, e.bundle.Description.Decoder, e.real)
	if err != nil {
		t.Fatal(err)
	}
	tokens, positions, err := e.render(seen, text)
	if err != nil {
		t.Fatal(err)
	}
	settings := e.decoding(0, len(tokens))
	decoding, err := decode.New(settings, tokens)
	if err != nil {
		t.Fatal(err)
	}
	if err := native.reserve(len(tokens) + settings.MaximumNewTokens); err != nil {
		t.Fatal(err)
	}
	images := imageRows{pad: e.special.imagePad, width: e.bundle.Description.Decoder.Hidden * e.real.Size(), bytes: seen.embeddings}
	if err := native.prefill(context.Background(), tokens, positions, images); err != nil {
		t.Fatal(err)
	}
	return native, decoding
}

// TestInterleavedSequencesShareNothing steps three sequences in turn, each in another phase of its reply.
func TestInterleavedSequencesShareNothing(t *testing.T) {
	e := openEngine(t, nil)
	questions := []string{question, "Where is the lamp?", "What is left of the sofa? A. Bed B. Desk"}
	var natives [3]*sequence
	var decodings [3]*decode.Sequence
	var said, alone [3][]int64
	for i, text := range questions {
		reply, _ := ask(t, e, Request{Views: views(e, i+1), Question: text})
		alone[i] = reply.Tokens
		natives[i], decodings[i] = prefilled(t, e, i+1, text)
		defer func() {
			if err := natives[i].close(); err != nil {
				t.Error(err)
			}
		}()
	}
	for going := 3; going > 0; {
		going = 0
		for i := range natives {
			if len(said[i]) == len(alone[i]) {
				continue
			}
			going++
			step, err := decodings[i].Next(natives[i].logits.Float32s())
			if err != nil {
				t.Fatal(err)
			}
			if said[i] = append(said[i], step.Token); step.Stop == decode.StopNone {
				if err := natives[i].feed(step); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for i := range alone {
		if !slices.Equal(said[i], alone[i]) {
			t.Errorf("sequence %d: together %v, alone %v", i, said[i], alone[i])
		}
	}
}

// TestFeedWritesOnePositionInPlace looks at the whole cache around one step.
func TestFeedWritesOnePositionInPlace(t *testing.T) {
	e := openEngine(t, nil)
	native, decoding := prefilled(t, e, 1, question)
	defer func() {
		if err := native.close(); err != nil {
			t.Error(err)
		}
	}()
	width, heads := native.shape.Head, native.shape.KeyValueHeads
	for layer, cache := range native.cache {
		before := slices.Clone(cache.Float32s())
		for i := range before {
			if position := i / width % native.capacity; position > native.length {
				before[i] = -777
				cache.Float32s()[i] = -777
			}
		}
		step, err := decoding.Next(native.logits.Float32s())
		if err != nil {
			t.Fatal(err)
		}
		at := native.length
		if err := native.feed(step); err != nil {
			t.Fatal(err)
		}
		changed := 0
		for i, value := range cache.Float32s() {
			if value == before[i] {
				continue
			}
			if changed++; i/width%native.capacity != at {
				t.Fatalf("cache %d: feeding position %d changed position %d", layer, at, i/width%native.capacity)
			}
		}
		if changed < heads*width/2 {
			t.Errorf("cache %d: feeding position %d changed %d values", layer, at, changed)
		}
	}
}

func TestFeedDoesNotAllocate(t *testing.T) {
	e := openEngine(t, nil)
	native, decoding := prefilled(t, e, 1, question)
	defer func() {
		if err := native.close(); err != nil {
			t.Error(err)
		}
	}()
	allocations := testing.AllocsPerRun(10, func() {
		step, err := decoding.Next(native.logits.Float32s())
		if err != nil {
			t.Fatal(err)
		}
		if err := native.feed(step); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("a step makes %v allocations", allocations)
	}
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

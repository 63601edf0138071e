package reasoning

import (
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// TestKnownTokensAreEmbeddedWithoutTheGraph feeds tokens through a cache of two rows: the graph runs for those alone that the cache has not, and
// every row is the graph's own.
func TestKnownTokensAreEmbeddedWithoutTheGraph(t *testing.T) {
	e := openEngine(t, nil)
	l := lanesOf(t, e, 3)
	closed(t, l.cached.rows)
	hidden := l.shape.Hidden
	l.cached = &embeddingCache{rows: newTensor(t, l.real, 2, 1, int64(hidden)), places: map[int64]int{}}
	feed := func(tokens ...int64) (steps []decode.Step) {
		for _, token := range tokens {
			step := decode.Step{Token: token, Feed: decode.FeedToken}
			if token < 0 {
				step = decode.Step{Feed: decode.FeedHidden}
			}
			steps = append(steps, step)
		}
		return steps
	}
	alone := func(token int64) []float32 {
		b, err := l.speaking(1)
		if err != nil {
			t.Fatal(err)
		}
		l.token.Int64s()[0] = token
		if err := b.embed.Run(); err != nil {
			t.Fatal(err)
		}
		return slices.Clone(l.embedded.Float32s()[:hidden])
	}
	want := map[int64][]float32{}
	for token := range int64(6) {
		want[token] = alone(token)
	}
	for _, c := range []struct {
		tokens []int64
		known  bool
	}{
		{[]int64{3}, false}, {[]int64{3}, true}, {[]int64{3, -1, 3}, true}, {[]int64{4, 3}, false}, {[]int64{3, 4, 4}, true}, {[]int64{-1, 5}, false}, {[]int64{5}, true}, {[]int64{3, 4}, false},
	} {
		steps := feed(c.tokens...)
		if known, err := l.cached.give(steps, l.embedded); err != nil || known != c.known {
			t.Errorf("%v: known %v, want %v; %v", c.tokens, known, c.known, err)
		}
		b, err := l.speaking(len(steps))
		if err == nil {
			err = l.embed(b, steps)
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range steps {
			if row := l.embedded.Float32s()[i*hidden : (i+1)*hidden]; step.Feed != decode.FeedHidden && !slices.Equal(row, want[step.Token]) {
				t.Errorf("%v: row %d is not the embedding of token %d", c.tokens, i, step.Token)
			}
		}
	}
}

func newTensor(t *testing.T, element onnx.Element, shape ...int64) *onnx.Tensor {
	t.Helper()
	tensor, err := onnx.New(element, shape...)
	if err != nil {
		t.Fatal(err)
	}
	return tensor
}

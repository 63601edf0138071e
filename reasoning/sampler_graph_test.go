package reasoning

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// splitMix is SplitMix64 in its published form, scaled to numbers from 0 up to 1.
func splitMix(state *uint64) float64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return float64((z^(z>>31))>>11) / (1 << 53)
}

// rowSettings are the samplings of a batch's rows: greedy ones beside others.
func rowSettings() []decode.Sampling {
	return []decode.Sampling{
		{TopP: 1, RepetitionPenalty: 1}, {TopP: 1, RepetitionPenalty: 1.05}, {TopP: .5, RepetitionPenalty: .8, Seed: 3},
		{Temperature: 1, TopP: 1, RepetitionPenalty: 1, Seed: 4}, {Temperature: .3, TopP: 1, RepetitionPenalty: 1.3, Seed: -5},
		{Temperature: .7, TopP: .9, RepetitionPenalty: 1, Seed: 6}, {Temperature: 1.5, TopP: .99, RepetitionPenalty: 1.1, Seed: 7},
		{Temperature: .1, TopP: .3, RepetitionPenalty: 1, Seed: 8}, {Temperature: 3, TopP: .05, RepetitionPenalty: 1.2, Seed: 9},
	}
}

// TestSamplerGraphChoosesAsDecode has the graph and decode choose from the same logits with the same numbers of SplitMix64.
// Both weigh in float64, so only a number within some 1e-13 of a boundary could fall to either side; of these none does.
func TestSamplerGraphChoosesAsDecode(t *testing.T) {
	rows := rowSettings()
	c := newChooser(t, int64(len(rows)))
	vocabulary := c.description.Decoder.Vocabulary
	const start = 7
	prompt := []int64{11, 400, 401, 402, 1279}
	sequences, states := make([]*decode.Sequence, len(rows)), make([]uint64, len(rows))
	for i, sampling := range rows {
		settings := decode.Settings{LatentStart: start, LatentPad: start + 1, LatentEnd: start + 2, NoLatents: true,
			MaximumNewTokens: 1000, Sampling: sampling, Vocabulary: vocabulary}
		var err error
		if sequences[i], err = decode.New(settings, prompt); err != nil {
			t.Fatal(err)
		}
		states[i] = uint64(sampling.Seed)
		c.in["temperature"].Float64s()[i], c.in["top_p"].Float64s()[i] = sampling.Temperature, sampling.TopP
		c.in["repetition_penalty"].Float32s()[i] = float32(sampling.RepetitionPenalty)
		c.in["banned"].Bools()[i*vocabulary+start] = true
		for _, token := range prompt {
			c.in["said"].Bools()[i*vocabulary+int(token)] = true
		}
		c.in["recorded"].Int64s()[i] = prompt[len(prompt)-1]
		c.in["letter_tokens"].Int64s()[2*i] = int64(i)
	}
	c.in["candidates"].Int64s()[0] = int64(vocabulary)
	random := rand.New(rand.NewPCG(1, 2))
	for step := range 60 {
		logits := c.in["logits"].Float32s()
		for at := range logits {
			logits[at] = float32(random.NormFloat64() * 3)
			if step%2 == 1 { // as coarse as bfloat16, so that scores are equal
				logits[at] = float32(int(logits[at]*8)) / 8
			}
		}
		for i, sampling := range rows {
			if sampling.Temperature > 0 {
				c.in["uniform"].Float64s()[i] = splitMix(&states[i])
			}
		}
		c.run()
		for i, sequence := range sequences {
			want, err := sequence.Next(logits[i*vocabulary : (i+1)*vocabulary])
			if err != nil {
				t.Fatal(err)
			}
			if got := c.out["token"].Int64s()[i]; got != want.Token || !c.out["finite"].Bools()[i] {
				t.Errorf("step %d, %+v: graph takes %d (finite %v), decode %d", step, rows[i], got, c.out["finite"].Bools()[i], want.Token)
			}
			if got, want := c.out["letters"].Float32s()[2*i], logits[i*vocabulary+i]; got != want {
				t.Errorf("step %d: letter of row %d is %v, want %v", step, i, got, want)
			}
			c.in["recorded"].Int64s()[i] = want.Token
		}
	}
}

// TestChosenTokensAreFed lets token, embedding and choice pass from graph to graph without the host.
func TestChosenTokensAreFed(t *testing.T) {
	const rows = 3
	c := newChooser(t, rows)
	hidden, vocabulary := int64(c.description.Decoder.Hidden), c.description.Decoder.Vocabulary
	for i, token := range []int{5, 300, 9} {
		c.in["logits"].Float32s()[i*vocabulary+token] = 1
		c.in["top_p"].Float64s()[i], c.in["repetition_penalty"].Float32s()[i] = 1, 1
	}
	c.in["candidates"].Int64s()[0] = 1
	c.run()
	ids, err := c.out["token"].View(rows, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, ids)
	real := element(c.description.NumberType)
	embedded, chosen := c.tensor(onnx.Port{Element: real, Shape: []int64{rows, 1, hidden}}), c.tensor(onnx.Port{Element: onnx.Bool, Shape: []int64{rows}})
	states, fed := c.tensor(onnx.Port{Element: real, Shape: []int64{rows, 2, hidden}}), c.tensor(onnx.Port{Element: real, Shape: []int64{rows, 1, hidden}})
	for at := range states.Float32s() {
		states.Float32s()[at] = float32(at)
	}
	chosen.Bools()[1] = true
	if err := c.embedding.Run(t.Context(), []*onnx.Tensor{ids}, []*onnx.Tensor{embedded}); err != nil {
		t.Fatal(err)
	}
	if err := c.feed.Run(t.Context(), []*onnx.Tensor{embedded, states, chosen}, []*onnx.Tensor{fed}); err != nil {
		t.Fatal(err)
	}
	row := func(tensor *onnx.Tensor, number int64) []float32 {
		return tensor.Float32s()[number*hidden : (number+1)*hidden]
	}
	if !slices.Equal(row(fed, 0), row(embedded, 0)) || !slices.Equal(row(fed, 1), row(states, 3)) || !slices.Equal(row(fed, 2), row(embedded, 2)) {
		t.Error("rows are not fed what was chosen")
	}
	if slices.Equal(row(embedded, 0), row(embedded, 2)) {
		t.Error("different tokens have one embedding")
	}
}

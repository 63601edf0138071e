package reasoning

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// chatter is what the tokens of the made-up model say; the last ones are latent start, pad, end and the stop token.
func chatter() []string {
	return []string{"<think>", "</think>", "<answer>", "<answer", ">", "</answer>", " ", "\n", "A. one", "B. two", "so", "</", "think", "", "", "", ""}
}

// TestChoicesEndWithAnOptionInTime has a model that says anything at all answer with an option within its tokens.
func TestChoicesEndWithAnOptionInTime(t *testing.T) {
	texts := chatter()
	options := [][]int64{{8, 5}, {9, 5}}
	ending := func(before ...int64) decode.Fork { return decode.Fork{Common: before, Branches: options, Final: true} }
	count := int64(len(texts))
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 1))
		settings := decode.Settings{LatentStart: count - 4, LatentPad: count - 3, LatentEnd: count - 2, Stop: []int64{count - 1}, MaximumLatents: 3, Vocabulary: int(count),
			MaximumNewTokens: 12 + random.IntN(20), Sampling: decode.Sampling{Temperature: 1, TopP: 1, RepetitionPenalty: 1.1, Seed: int64(seed)}}
		led := &course{chooses: true, limit: 1 + random.IntN(40), special: specialTokens{latentStart: count - 4, latentEnd: count - 2},
			endings: endings{cut: ending(1, 6, 2), thought: ending(6, 2), answer: ending(2), opening: ending(4), letter: ending()}}
		if !led.makeRoom(&settings) {
			t.Fatalf("no room within %d", settings.MaximumNewTokens)
		}
		sequence, err := decode.New(settings, nil)
		if err == nil {
			err = led.begin(sequence)
		}
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		stop := decode.StopNone
		for stop == decode.StopNone {
			logits := make([]float32, count)
			for i := range logits {
				logits[i] = random.Float32() * 4
			}
			step, err := sequence.Next(logits)
			if err != nil {
				t.Fatal(err)
			}
			text.WriteString(texts[step.Token])
			if stop = step.Stop; stop == decode.StopNone {
				if err := led.after(step, &text); err != nil {
					t.Fatal(err)
				}
			}
		}
		branch, scores, rest := sequence.Branch()
		if stop != decode.StopBranch || len(scores) != 2 || !slices.Equal(rest, options[branch][1:]) || sequence.Count()+len(rest) > settings.MaximumNewTokens {
			t.Fatalf("seed %d: %d of %d tokens, stop %d: %q", seed, sequence.Count(), settings.MaximumNewTokens, stop, text.String())
		}
		if before := strings.TrimSuffix(text.String(), texts[options[branch][0]]); !strings.HasSuffix(strings.TrimSpace(before), "<answer>") {
			t.Fatalf("seed %d: the option does not come in an answer: %q", seed, text.String())
		}
	}
}

package decode

import (
	"slices"
	"testing"
)

func tokensOf(steps []Step) (tokens []int64) {
	for _, step := range steps {
		tokens = append(tokens, step.Token)
	}
	return tokens
}

func TestAblationsOfASequence(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Settings)
		peaks  []int64
		want   []int64
	}{
		{"the end does not come before its time", func(s *Settings) { s.ExactLatents = true },
			[]int64{start, end, end, 1, 2, stopper}, []int64{start, pad, pad, pad, end, stopper}},
		{"the text begins with the prefix", func(s *Settings) { s.Opening = Fork{Common: []int64{9, 10}} }, []int64{1, 2, 3, stopper}, []int64{9, 10, 3, stopper}},
		{"latents come before the prefix", func(s *Settings) { s.Opening = Fork{Common: []int64{9, 10}} },
			[]int64{start, 1, end, 1, start, 3, stopper}, []int64{start, pad, end, 9, 10, 3, stopper}},
		{"no stop before the prefix", func(s *Settings) { s.Opening = Fork{Common: []int64{9}} }, []int64{stopper, stopper}, []int64{9, stopper}},
	}
	for _, c := range cases {
		s := settings()
		c.change(&s)
		if got := tokensOf(play(t, s, c.peaks)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestLatentsThatAreTakenOut gives the start of latents the highest logit: the second is said, greedily and sampled.
func TestLatentsThatAreTakenOut(t *testing.T) {
	for _, temperature := range []float64{0, 1} {
		s := settings()
		s.NoLatents, s.MaximumRun = true, 0
		s.Sampling.Temperature = temperature
		sequence, err := New(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		logits := peak(start)
		logits[start], logits[2] = 50, 25
		for range 50 {
			step, err := sequence.Next(logits)
			if err != nil {
				t.Fatal(err)
			}
			if step.Token != 2 || step.State != -1 {
				t.Fatalf("temperature %v: said %d", temperature, step.Token)
			}
		}
	}
}

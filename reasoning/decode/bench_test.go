package decode

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkNext decides steps over the vocabulary of Qwen2.5-VL.
func BenchmarkNext(b *testing.B) {
	logits := make([]float32, 151668)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range logits {
		logits[i] = 4 * float32(random.NormFloat64())
	}
	cases := map[string]Sampling{
		"greedy":  {TopP: 1, RepetitionPenalty: 1},
		"sampled": {Temperature: 0.7, TopP: 0.9, RepetitionPenalty: 1.05},
	}
	for name, sampling := range cases {
		b.Run(name, func(b *testing.B) {
			s := settings()
			s.Vocabulary, s.Sampling, s.Stop, s.MaximumRun, s.MaximumNewTokens = len(logits), sampling, nil, 0, 1<<30
			s.MaximumLatents = 0
			sequence, err := New(s, nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sequence.Next(logits); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

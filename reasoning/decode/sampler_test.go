package decode

import (
	"math"
	"slices"
	"testing"
)

// frequencies draws many tokens from one set of logits.
func frequencies(t *testing.T, sampling Sampling, logits []float32, said ...int64) []float64 {
	t.Helper()
	const draws = 20000
	s := newSampler(sampling, len(logits))
	for _, token := range said {
		s.say(token)
	}
	counts := make([]float64, len(logits))
	for range draws {
		token, err := s.sample(logits)
		if err != nil {
			t.Fatal(err)
		}
		counts[token]++
	}
	for i := range counts {
		counts[i] /= draws
	}
	return counts
}

func logarithms(probabilities ...float64) []float32 {
	logits := make([]float32, len(probabilities))
	for i, p := range probabilities {
		logits[i] = float32(math.Log(p))
	}
	return logits
}

func TestSampleFollowsTheDistribution(t *testing.T) {
	cases := []struct {
		name     string
		sampling Sampling
		logits   []float32
		said     []int64
		want     []float64
	}{
		{"as given", Sampling{1, 1, 1, 1}, logarithms(.5, .25, .15, .1), nil, []float64{.5, .25, .15, .1}},
		{"cold", Sampling{.5, 1, 1, 2}, logarithms(.6, .3, .1), nil, []float64{.36 / .46, .09 / .46, .01 / .46}},
		{"nucleus", Sampling{1, .7, 1, 3}, logarithms(.1, .5, .15, .25), nil, []float64{0, 2. / 3, 0, 1. / 3}},
		{"nucleus of one", Sampling{1, .4, 1, 4}, logarithms(.1, .5, .4), nil, []float64{0, 1, 0}},
		{"nucleus that ends on a token", Sampling{1, .75, 1, 5}, []float32{0, 0, 0, 0}, nil, []float64{1. / 3, 1. / 3, 1. / 3, 0}},
		{"penalty on a positive score", Sampling{1, 1, 2, 6}, []float32{2, 1}, []int64{0}, []float64{.5, .5}},
		{"penalty on a negative score", Sampling{1, 1, 2, 7}, []float32{-1, -2}, []int64{0}, []float64{.5, .5}},
		{"penalty before temperature", Sampling{2, 1, 2, 8}, []float32{4, 2}, []int64{0, 0}, []float64{.5, .5}},
		{"greedy with penalty", Sampling{0, 1, 3, 9}, []float32{2, 1}, []int64{0}, []float64{0, 1}},
		{"greedy among equals", Sampling{0, 1, 1, 9}, []float32{1, 2, 2}, nil, []float64{0, 1, 0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := frequencies(t, c.sampling, c.logits, c.said...)
			for i := range got {
				// Five standard deviations of a share of the draws.
				tolerance := 5 * math.Sqrt(c.want[i]*(1-c.want[i])/20000)
				if math.Abs(got[i]-c.want[i]) > tolerance {
					t.Errorf("token %d has share %v, want %v ± %v", i, got[i], c.want[i], tolerance)
				}
			}
		})
	}
}

func TestSampleIsTheSameForASeed(t *testing.T) {
	draw := func(seed int64) []int64 {
		s := newSampler(Sampling{Temperature: 1, TopP: .95, RepetitionPenalty: 1, Seed: seed}, 4)
		var tokens []int64
		for range 64 {
			token, err := s.sample([]float32{1, 1, 1, 1})
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, token)
		}
		return tokens
	}
	if !slices.Equal(draw(7), draw(7)) {
		t.Error("the same seed drew other tokens")
	}
	if slices.Equal(draw(7), draw(8)) {
		t.Error("another seed drew the same tokens")
	}
}

// TestGenerator compares with the first numbers that SplitMix64's published reference gives for seed 1234567.
func TestGenerator(t *testing.T) {
	g := generator{state: 1234567}
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := g.next(); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

func TestArgmaxLooksAtEveryScore(t *testing.T) {
	for length := 1; length < 14; length++ {
		for at := range length {
			scores := make([]float32, length)
			scores[at] = 1
			if best, err := argmax(scores); err != nil || best != int64(at) {
				t.Errorf("the highest of %v is %d, %v", scores, best, err)
			}
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				scores[at] = float32(bad)
				if _, err := argmax(scores); err == nil || err.(*NonFiniteError).Token != at {
					t.Errorf("%v: %v", scores, err)
				}
			}
		}
	}
}

// TestNucleusIsThatOfASort compares with the plain way: sort everything, keep while less than top-p lies before.
func TestNucleusIsThatOfASort(t *testing.T) {
	random := generator{state: 11}
	for range 200 {
		s := newSampler(Sampling{Temperature: 1, TopP: 0.05 + 0.9*random.unit(), RepetitionPenalty: 1}, 40)
		total := 0.0
		for token := range int64(40) {
			w := math.Floor(8*random.unit()) + 1
			s.weights = append(s.weights, weight{token, w})
			total += w
		}
		sorted := slices.Clone(s.weights)
		slices.SortStableFunc(sorted, func(a, b weight) int { return int(b.weight - a.weight) })
		var want []weight
		before := 0.0
		for _, w := range sorted {
			if len(want) > 0 && before >= s.settings.TopP*total {
				break
			}
			want = append(want, w)
			before += w.weight
		}
		if got, kept := s.nucleus(total); !slices.Equal(got, want) || kept != before {
			t.Fatalf("top-p %v of %v keeps %v, want %v", s.settings.TopP, sorted, got, want)
		}
	}
}

package decode

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

const (
	vocabulary = 12
	pad        = 5
	start      = 6
	end        = 7
	stopper    = 8
)

func settings() Settings {
	return Settings{LatentPad: pad, LatentStart: start, LatentEnd: end, Stop: []int64{stopper}, FeedHidden: true,
		MaximumLatents: 3, MaximumNewTokens: 100, Vocabulary: vocabulary, MaximumRun: 4,
		Sampling: Sampling{TopP: 1, RepetitionPenalty: 1}}
}

// peak is logits whose likeliest token is the given one.
func peak(token int64) []float32 {
	logits := make([]float32, vocabulary)
	logits[token] = 1
	return logits
}

// play feeds a sequence logits that peak at the given tokens until it ends.
func play(t *testing.T, s Settings, peaks []int64) []Step {
	t.Helper()
	sequence, err := New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	var steps []Step
	for _, token := range peaks {
		step, err := sequence.Next(peak(token))
		if err != nil {
			t.Fatal(err)
		}
		if steps = append(steps, step); step.Stop != StopNone {
			break
		}
	}
	return steps
}

func TestSequence(t *testing.T) {
	text := func(token int64) Step { return Step{Token: token, Feed: FeedToken, State: -1} }
	starts := func(state int) Step { return Step{Token: start, Feed: FeedToken, State: state} }
	latent := func(state int) Step { return Step{Token: pad, Feed: FeedHidden, Latent: true, State: state} }
	last := func(token int64, stop Stop) Step { return Step{Token: token, State: -1, Stop: stop} }
	cases := []struct {
		name   string
		change func(*Settings)
		peaks  []int64
		want   []Step
	}{
		{"plain text", nil, []int64{1, 2, stopper}, []Step{text(1), text(2), last(stopper, StopToken)}},
		{"end forced", nil, []int64{start, 1, 2, stopper, 1, 2},
			[]Step{starts(0), latent(1), latent(2), latent(3), text(end), text(2)}},
		{"end at once", nil, []int64{start, end, 1}, []Step{starts(0), text(end), text(1)}},
		{"end early", nil, []int64{start, 1, end, 1}, []Step{starts(0), latent(1), text(end), text(1)}},
		{"end sampled at the maximum", nil, []int64{start, 1, 1, 1, end, 1},
			[]Step{starts(0), latent(1), latent(2), latent(3), text(end), text(1)}},
		{"start inside latents is a latent", nil, []int64{start, start, end}, []Step{starts(0), latent(1), text(end)}},
		{"a second run has no states", nil, []int64{start, 1, end, start, 1, end},
			[]Step{starts(0), latent(1), text(end), starts(-1), {Token: pad, Feed: FeedHidden, Latent: true, State: -1}, text(end)}},
		{"pads fed", func(s *Settings) { s.FeedHidden = false }, []int64{start, 1, end},
			[]Step{starts(0), {Token: pad, Feed: FeedToken, Latent: true, State: 1}, text(end)}},
		{"no latents allowed", func(s *Settings) { s.MaximumLatents = 0 }, []int64{start, 1, 1}, []Step{starts(0), text(end), text(1)}},
		{"control words outside latents", nil, []int64{end, pad, 1}, []Step{text(end), text(pad), text(1)}},
		{"length", func(s *Settings) { s.MaximumNewTokens = 2 }, []int64{1, 2, 3}, []Step{text(1), last(2, StopLength)}},
		{"length within latents", func(s *Settings) { s.MaximumNewTokens = 2 }, []int64{start, 1, 1},
			[]Step{starts(0), {Token: pad, Latent: true, State: -1, Stop: StopLength}}},
		{"a stop token wins over the length", func(s *Settings) { s.MaximumNewTokens = 2 }, []int64{1, stopper}, []Step{text(1), last(stopper, StopToken)}},
		{"run", nil, []int64{1, 2, 2, 2, 2, 2}, []Step{text(1), text(2), text(2), text(2), last(2, StopRun)}},
		{"broken run", nil, []int64{2, 2, 2, 1, 2, 2}, []Step{text(2), text(2), text(2), text(1), text(2), text(2)}},
		{"latents are no run", func(s *Settings) { s.MaximumLatents = 5 }, []int64{start, 1, 1, 1, 1, 1, 1},
			[]Step{starts(0), latent(1), latent(2), latent(3), latent(4), latent(5), text(end)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := settings()
			if c.change != nil {
				c.change(&s)
			}
			if got := play(t, s, c.peaks); !slices.Equal(got, c.want) {
				t.Errorf("got\n%+v, want\n%+v", got, c.want)
			}
		})
	}
}

func TestInterleavedSequencesShareNothing(t *testing.T) {
	scripts := [][]int64{{start, 1, 1, 1, 1, 2, stopper}, {1, 2, start, end, stopper}, {3, 3, 3, 3}}
	var alone, together [3][]Step
	var sequences [3]*Sequence
	for i, script := range scripts {
		alone[i] = play(t, settings(), script)
		sequence, err := New(settings(), nil)
		if err != nil {
			t.Fatal(err)
		}
		sequences[i] = sequence
	}
	for at := range 7 {
		for i, script := range scripts {
			if at >= len(alone[i]) {
				continue
			}
			step, err := sequences[i].Next(peak(script[at]))
			if err != nil {
				t.Fatal(err)
			}
			together[i] = append(together[i], step)
		}
	}
	for i := range scripts {
		if !slices.Equal(alone[i], together[i]) {
			t.Errorf("sequence %d: alone %+v, together %+v", i, alone[i], together[i])
		}
	}
}

func TestNextRefuses(t *testing.T) {
	sequence, err := New(settings(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		logits := peak(1)
		logits[3], logits[9] = float32(bad), float32(bad)
		var failure *NonFiniteError
		if _, err := sequence.Next(logits); !errors.As(err, &failure) || failure.Token != 3 || failure.Count != 2 {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if _, err := sequence.Next(make([]float32, 3)); err == nil {
		t.Error("took three logits")
	}
	if _, err := sequence.Next(peak(stopper)); err != nil {
		t.Fatal(err)
	}
	if _, err := sequence.Next(peak(1)); err == nil || !strings.Contains(err.Error(), "ended after 1 tokens") {
		t.Errorf("after the end: %v", err)
	}
}

// TestDrawnTokensDecideAsLogitsDo has every other token chosen elsewhere, where that can be.
func TestDrawnTokensDecideAsLogitsDo(t *testing.T) {
	peaks := []int64{1, start, 2, 2, 2, 2, 3, start, 4, end, 3, stopper}
	want := play(t, settings(), peaks)
	sequence, err := New(settings(), nil)
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for i := range want {
		var step Step
		if i%2 == 1 && sequence.Drawable() {
			step, err = sequence.NextDrawn(peaks[i])
			drawn++
		} else {
			step, err = sequence.Next(peak(peaks[i]))
		}
		if err != nil || step != want[i] {
			t.Fatalf("step %d is %+v (%v), want %+v", i, step, err, want[i])
		}
	}
	if drawn < len(want)/2 || sequence.Drawable() {
		t.Errorf("%d of %d tokens were drawn; a sequence that has ended can be drawn from: %t", drawn, len(want), sequence.Drawable())
	}
}

func TestForcedTokensAreNotDrawn(t *testing.T) {
	s := settings()
	s.Opening = Fork{Common: []int64{9}}
	sequence, err := New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sequence.NextDrawn(1); err == nil || sequence.Drawable() {
		t.Errorf("a token was drawn where another is forced: %v", err)
	}
	if step, err := sequence.Next(peak(1)); err != nil || step.Token != 9 || !sequence.Drawable() {
		t.Errorf("after the opening %+v, %v", step, err)
	}
}

func TestTokensOutsideTheVocabularyAreNotTaken(t *testing.T) {
	sequence, err := New(settings(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []int64{-1, vocabulary} {
		if _, err := sequence.NextDrawn(token); err == nil || !strings.Contains(err.Error(), "outside the vocabulary") {
			t.Errorf("token %d: %v", token, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	cases := map[string]func(*Settings){
		"token":       func(s *Settings) { s.LatentEnd = vocabulary },
		"stop":        func(s *Settings) { s.Stop = []int64{-1} },
		"length":      func(s *Settings) { s.MaximumNewTokens = 0 },
		"temperature": func(s *Settings) { s.Sampling.Temperature = math.NaN() },
		"top_p":       func(s *Settings) { s.Sampling.TopP = 0 },
		"penalty":     func(s *Settings) { s.Sampling.RepetitionPenalty = 0 },
	}
	for name, change := range cases {
		s := settings()
		change(&s)
		if _, err := New(s, nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := New(settings(), []int64{vocabulary}); err == nil {
		t.Error("a prompt outside the vocabulary was taken")
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	for _, sampling := range []Sampling{{TopP: 1, RepetitionPenalty: 1}, {Temperature: 0.7, TopP: 0.9, RepetitionPenalty: 1.05}} {
		s := settings()
		s.Sampling, s.MaximumNewTokens, s.MaximumRun, s.Stop = sampling, 1<<20, 0, nil
		sequence, err := New(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		logits := peak(1)
		step := func() {
			if _, err := sequence.Next(logits); err != nil {
				t.Fatal(err)
			}
		}
		for range 200 {
			step()
		}
		if allocations := testing.AllocsPerRun(100, step); allocations != 0 {
			t.Errorf("%+v: %v allocations a step", sampling, allocations)
		}
	}
}

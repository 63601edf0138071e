package decode

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestNewFork(t *testing.T) {
	cases := []struct {
		name  string
		paths [][]int64
		want  Fork
		say   string
	}{
		{"one way", [][]int64{{1, 2}}, Fork{Common: []int64{1, 2}}, ""},
		{"parts at once", [][]int64{{1, 2}, {3}}, Fork{Common: []int64{}, Branches: [][]int64{{1, 2}, {3}}}, ""},
		{"parts later", [][]int64{{1, 2, 4}, {1, 2, 3}, {1, 2, 9, 9}}, Fork{Common: []int64{1, 2}, Branches: [][]int64{{4}, {3}, {9, 9}}}, ""},
		{"parts twice", [][]int64{{1, 2, 4}, {1, 2, 3}, {1, 9}}, Fork{}, "begins with token 2"},
		{"one ends where others go on", [][]int64{{1, 2}, {1}}, Fork{}, "ends where the others go on"},
		{"twice the same", [][]int64{{1, 2}, {1, 2}}, Fork{}, "ends where the others go on"},
		{"nothing", nil, Fork{}, "no tokens"},
	}
	for _, c := range cases {
		fork, err := NewFork(c.paths)
		if c.say != "" {
			if err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("%s: %v, want %q", c.name, err, c.say)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(fork, c.want) {
			t.Errorf("%s: %+v, %v", c.name, fork, err)
		}
	}
	if fork := (Fork{Common: []int64{1}, Branches: [][]int64{{2}, {3, 4, 5}}}); fork.Length() != 4 {
		t.Errorf("length %d", fork.Length())
	}
}

// unlikely is logits that favour the first token most, the next one less and so on.
func unlikely(tokens ...int64) []float32 {
	logits := make([]float32, vocabulary)
	for i, token := range tokens {
		logits[token] = float32(len(tokens) - i)
	}
	return logits
}

func TestForksOfASequence(t *testing.T) {
	options := [][]int64{{2, 9, 9}, {3, 9}, {4, 10, 9}}
	cases := []struct {
		name   string
		change func(*Settings, *Sequence)
		// at is after how many steps change is called.
		at     int
		logits [][]float32
		want   []int64
		stop   Stop
		branch int
		rest   []int64
	}{
		{"the likeliest branch ends the reply, whatever else is likelier", func(_ *Settings, s *Sequence) {
			must(t, s.Follow(Fork{Common: []int64{9}, Branches: options, Final: true}))
		}, 1, [][]float32{peak(1), peak(1), unlikely(1, stopper, 3, 2)}, []int64{1, 9, 3}, StopBranch, 1, []int64{9}},
		{"of equals the first", func(_ *Settings, s *Sequence) { must(t, s.Follow(Fork{Branches: options, Final: true})) },
			1, [][]float32{peak(1), peak(1)}, []int64{1, 2}, StopBranch, 0, []int64{9, 9}},
		{"text goes on after a branch", func(_ *Settings, s *Sequence) { must(t, s.Follow(Fork{Common: []int64{9}, Branches: options})) },
			1, [][]float32{peak(1), peak(1), unlikely(1, 4, 2), peak(1), peak(1), peak(1), peak(stopper)}, []int64{1, 9, 4, 10, 9, 1, stopper}, StopToken, -1, nil},
		{"a stop gives way to the ending, once", func(_ *Settings, s *Sequence) { must(t, s.EndWith(Fork{Common: []int64{9, 10}})) },
			1, [][]float32{peak(1), peak(stopper), peak(stopper), peak(1), peak(stopper)}, []int64{1, 9, 10, 1, stopper}, StopToken, -1, nil},
		{"no ending after a fork that was followed", func(_ *Settings, s *Sequence) {
			must(t, s.EndWith(Fork{Common: []int64{9, 10}}))
			must(t, s.Follow(Fork{Common: []int64{11}}))
		}, 1, [][]float32{peak(1), peak(stopper), peak(stopper)}, []int64{1, 11, stopper}, StopToken, -1, nil},
		{"latents come to their end first", func(_ *Settings, s *Sequence) { must(t, s.Follow(Fork{Branches: options, Final: true})) },
			1, [][]float32{peak(start), peak(1), peak(end), peak(3)}, []int64{start, pad, end, 3}, StopBranch, 1, []int64{9}},
	}
	for _, c := range cases {
		for _, temperature := range []float64{0, 0.01} {
			s := settings()
			s.Sampling = Sampling{Temperature: temperature, TopP: 0.5, RepetitionPenalty: 1.05}
			sequence, err := New(s, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			stop := StopNone
			for at, logits := range c.logits {
				if at == c.at {
					c.change(&s, sequence)
				}
				step, err := sequence.Next(logits)
				if err != nil {
					t.Fatal(err)
				}
				got, stop = append(got, step.Token), step.Stop
			}
			branch, scores, rest := sequence.Branch()
			if !slices.Equal(got, c.want) || stop != c.stop || branch != c.branch || !slices.Equal(rest, c.rest) {
				t.Errorf("%s: %v, stop %d, branch %d, rest %v", c.name, got, stop, branch, rest)
			}
			if branch >= 0 && !slices.Equal(scores, []float32{c.logits[len(got)-1][2], c.logits[len(got)-1][3], c.logits[len(got)-1][4]}) {
				t.Errorf("%s: scores %v", c.name, scores)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenings(t *testing.T) {
	opening := Fork{Branches: [][]int64{{9}, {10}}}
	cases := []struct {
		name   string
		logits [][]float32
		want   []int64
	}{
		{"a branch that is not the likeliest token", [][]float32{unlikely(1, 10, 9), peak(1), peak(stopper)}, []int64{10, 1, stopper}},
		{"latents before", [][]float32{unlikely(1, start, 9), peak(end), unlikely(1, 9, 10), unlikely(start, 1), peak(stopper)}, []int64{start, end, 9, 1, stopper}},
		{"latents no likelier than a branch", [][]float32{unlikely(1, 9, start), peak(stopper)}, []int64{9, stopper}},
	}
	for _, c := range cases {
		s := settings()
		s.Opening = opening
		sequence, err := New(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, logits := range c.logits {
			step, err := sequence.Next(logits)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, step.Token)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestOpeningIsSampledAmongItsBranches says both branches of equal logits over many seeds, and nothing else.
func TestOpeningIsSampledAmongItsBranches(t *testing.T) {
	said := map[int64]int{}
	for seed := range int64(50) {
		s := settings()
		s.Opening = Fork{Branches: [][]int64{{9}, {10}}}
		s.Sampling = Sampling{Temperature: 1, TopP: 1, RepetitionPenalty: 1, Seed: seed}
		sequence, err := New(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		step, err := sequence.Next(unlikely(9, 10, 1)[:vocabulary])
		if err != nil {
			t.Fatal(err)
		}
		said[step.Token]++
	}
	if said[9] == 0 || said[10] == 0 || said[9]+said[10]+said[start] != 50 {
		t.Errorf("said %v", said)
	}
}

func TestLatentsOnly(t *testing.T) {
	s := settings()
	s.LatentsOnly, s.ExactLatents, s.MaximumLatents = true, true, 2
	steps := play(t, s, []int64{1, end, 2, stopper, 1})
	if got := tokensOf(steps); !slices.Equal(got, []int64{start, pad, pad, end}) {
		t.Fatalf("said %v", got)
	}
	if last := steps[3]; last.Stop != StopLatents || last.Feed != FeedNothing || steps[2].State != 2 || steps[0].State != 0 {
		t.Errorf("steps %+v", steps)
	}
}

func TestForksThatAreRefused(t *testing.T) {
	sequence, err := New(settings(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, fork := range map[string]Fork{
		"a control token":    {Common: []int64{start}},
		"a stop token":       {Branches: [][]int64{{1, stopper}, {2}}},
		"outside":            {Common: []int64{vocabulary}},
		"the same beginning": {Branches: [][]int64{{1, 2}, {1, 3}}},
		"an empty branch":    {Branches: [][]int64{{1, 2}, {}}},
		"no end":             {Common: []int64{1}, Final: true},
	} {
		if sequence.Follow(fork) == nil || sequence.EndWith(fork) == nil {
			t.Errorf("%s: followed", name)
		}
		s := settings()
		if s.Opening = fork; s.check() == nil {
			t.Errorf("%s: opened with", name)
		}
	}
	for name, change := range map[string]func(*Settings){
		"no latents": func(s *Settings) { s.NoLatents = true },
		"opening":    func(s *Settings) { s.Opening = Fork{Common: []int64{1}} },
	} {
		s := settings()
		s.LatentsOnly = true
		if change(&s); s.check() == nil {
			t.Errorf("latents only and %s", name)
		}
	}
}

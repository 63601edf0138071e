package decode

import (
	"slices"
	"testing"
)

func TestPromptPositions(t *testing.T) {
	const image = 9
	cases := []struct {
		name    string
		tokens  []int64
		grids   []Grid
		values  []int64
		delta   int64
		refused bool
	}{
		{"text", []int64{1, 2, 3}, nil, []int64{0, 1, 2, 0, 1, 2, 0, 1, 2}, 0, false},
		{"one view", []int64{1, image, image, image, image, image, image, 2}, []Grid{{1, 2, 3}},
			[]int64{0, 1, 1, 1, 1, 1, 1, 4, 0, 1, 1, 1, 2, 2, 2, 4, 0, 1, 2, 3, 1, 2, 3, 4}, -3, false},
		{"two views", []int64{image, image, 1, image, image}, []Grid{{1, 2, 1}, {1, 1, 2}},
			[]int64{0, 0, 2, 3, 3, 0, 1, 2, 3, 3, 0, 0, 2, 3, 4}, 0, false},
		{"time", []int64{image, image, 1}, []Grid{{2, 1, 1}}, []int64{0, 1, 2, 0, 0, 2, 0, 0, 2}, 0, false},
		{"too few image tokens", []int64{image, 1, 1}, []Grid{{1, 1, 2}}, nil, 0, true},
		{"too many image tokens", []int64{image, image}, []Grid{{1, 1, 1}}, nil, 0, true},
		{"a view without tokens", []int64{1}, []Grid{{1, 1, 1}}, nil, 0, true},
		{"a grid of nothing", []int64{image}, []Grid{{1, 0, 1}}, nil, 0, true},
		{"a grid past the end", []int64{image}, []Grid{{1, 2, 1}}, nil, 0, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := PromptPositions(c.tokens, image, c.grids)
			if (err != nil) != c.refused {
				t.Fatalf("error %v", err)
			}
			if !c.refused && (!slices.Equal(got.Values, c.values) || got.Delta != c.delta) {
				t.Errorf("got %v and delta %d, want %v and %d", got.Values, got.Delta, c.values, c.delta)
			}
		})
	}
}

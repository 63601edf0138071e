package prompt

import (
	"slices"
	"strings"
	"testing"
)

func TestWithChoices(t *testing.T) {
	for _, c := range []struct {
		question string
		choices  []string
		want     string
		failure  string
	}{
		{"What is left?", nil, "What is left?", ""},
		{" What is left? ", []string{"a red sofa", "2.5 m "}, "What is left? A. a red sofa B. 2.5 m", ""},
		{"What is left?", []string{"sofa"}, "", "1 choices"},
		{"What is left?", slices.Repeat([]string{"sofa"}, 27), "", "27 choices"},
		{"What is left? A. bed B. door", []string{"sofa", "lamp"}, "", "choices of its own"},
		{"What is left?", []string{"sofa", " "}, "", "cannot be told apart"},
		{"What is left?", []string{"sofa\nlamp", "bed"}, "", "would be read"},
		{"What is left?", []string{"sofa B. lamp", "bed"}, "", "sofa B. lamp"},
	} {
		got, err := WithChoices(c.question, c.choices)
		if got != c.want || (err == nil) != (c.failure == "") || err != nil && !strings.Contains(err.Error(), c.failure) {
			t.Errorf("%q with %q: got %q, %v", c.question, c.choices, got, err)
		}
	}
}

package e2e

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
)

// chosen is what a peer prints of an answer that was to be one of the question's choices, without thinking.
type chosen struct {
	Answer        string
	Status, Mode  uint8
	Choices       []string
	Probabilities []float64
	Cut           bool
}

// check wants the answer to be the likeliest of the choices.
func (c chosen) check(t *testing.T, choices ...string) {
	t.Helper()
	sum, best := 0.0, 0
	for i, p := range c.Probabilities {
		if sum += p; p > c.Probabilities[best] {
			best = i
		}
	}
	if c.Status != msgs.StatusOK || c.Mode != msgs.ModeChoices || !slices.Equal(c.Choices, choices) || len(c.Probabilities) != len(choices) || math.Abs(sum-1) > 1e-5 || c.Cut {
		t.Fatalf("chosen %+v of %q", c, choices)
	}
	if want := fmt.Sprintf("%c. %s", 'A'+best, choices[best]); c.Answer != want {
		t.Errorf("answered %q, the likeliest is %q", c.Answer, want)
	}
}

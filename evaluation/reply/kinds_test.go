package reply

import (
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning"
)

func TestKindsOf(t *testing.T) {
	good := &Note{Status: "ok", Latents: 8}
	for _, c := range []struct {
		text string
		note *Note
		want []Kind
	}{
		{"<think>x</think><answer>A. Sofa</answer>", good, nil},
		{"<think>x</think><answer>A. Sofa</answer>", nil, nil},
		{"A. Sofa", nil, []Kind{NoAnswerTag}},
		{"", nil, []Kind{Empty}},
		{strings.Repeat("!", 4096), nil, []Kind{TokenRun}},
		{"<answer>A</answer> la la", &Note{Status: "degenerate", Latents: 8}, []Kind{TokenRun}},
		{"<answer> </answer>", nil, []Kind{EmptyAnswer}},
		{"<answer>A. So", nil, []Kind{UnclosedAnswer}},
		{"<answer>A or B</answer>", nil, []Kind{SeveralLetters}},
		{"<answer>A</answer>", &Note{Status: "ok"}, []Kind{EmptyLatents}},
		{"<answer>A</answer>", &Note{Status: "ok", Settings: Settings{Ablation: reasoning.Ablation{NoLatents: true}}}, nil},
		{"<|latent_start|><|latent_end|> B. Bed", nil, []Kind{NoAnswerTag, EmptyLatents}},
		{"<|latent_start|><|latent_pad|><|latent_end|><answer>B</answer>", nil, nil},
		{"", &Note{Status: "error"}, []Kind{Failed}},
		{"<answer>A</answer>", &Note{Status: "degenerate", NotFinite: true, Latents: 2}, []Kind{NotFinite}},
	} {
		if got := KindsOf(c.text, c.note); !slices.Equal(got, c.want) {
			t.Errorf("%q %+v: %v, want %v", c.text, c.note, got, c.want)
		}
	}
}

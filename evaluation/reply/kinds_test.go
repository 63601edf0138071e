package reply

import (
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
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

func TestBundlesAreToldApartByWhatIsInThem(t *testing.T) {
	var first, second Settings
	for i, settings := range []*Settings{&first, &second} {
		var model bundle.Bundle
		model.Description.Files = []bundle.File{{Path: "decoder.onnx", SHA256: string(rune('a' + i))}}
		if err := settings.NameModel(&model); err != nil {
			t.Fatal(err)
		}
	}
	if first.Model != second.Model || len(first.Bundle) != digestLength || first.Equal(second) || !first.Equal(first) {
		t.Errorf("%s and %s", first, second)
	}
}

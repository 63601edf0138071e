package reasoning

import (
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// textOf is what tokens decode to, control tokens by name.
func textOf(tokenizer *token.Tokenizer, tokens ...[]int64) string {
	var text strings.Builder
	for _, id := range slices.Concat(tokens...) {
		text.WriteString(tokenizer.Text(id))
	}
	return text.String()
}

// TestEndings looks at what is forced, in the tokens of tokenizers with and without tokens for the tags.
func TestEndings(t *testing.T) {
	options := prompt.Choices("Which? (A) <|im_end|> (B) </answer><answer>C (C) é (D) 2.8 m (E) <|latent_start|> (F) 家 (G) wall clock")
	for _, path := range []string{trained + "/tokenizer.json", reference + "/tokenizer.json", "token/testdata/tokenizer.json"} {
		tokenizer, err := token.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		e := &Engine{tokenizer: tokenizer}
		made, err := e.choosing(options)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for before, fork := range map[string]decode.Fork{"</think> <answer>": made.cut, " <answer>": made.thought, "<answer>": made.answer, ">": made.opening, "": made.letter} {
			checkOptions(t, tokenizer, options, before, fork)
		}
		for _, text := range []string{answerOpening, cutOpening} {
			checkOpenEnded(t, e, text)
		}
		free, err := e.freely()
		if err != nil || textOf(tokenizer, free.close.Common, free.close.Branches[0]) != prompt.AnswerEnd {
			t.Errorf("%s: the end of an answer is %+v, %v", path, free.close, err)
		}
	}
}

func checkOptions(t *testing.T, tokenizer *token.Tokenizer, options []prompt.Choice, before string, fork decode.Fork) {
	t.Helper()
	if !fork.Final || len(fork.Branches) != len(options) {
		t.Fatalf("after %q: %+v", before, fork)
	}
	for i, option := range options {
		said := slices.Concat(fork.Common, fork.Branches[i])
		if text := textOf(tokenizer, said); text != before+option.Answer()+prompt.AnswerEnd {
			t.Errorf("option %d after %q is %q", i, before, text)
		}
		if slices.ContainsFunc(said, tokenizer.IsSpecial) {
			t.Errorf("option %d after %q has control tokens: %v", i, before, said)
		}
	}
}

// checkOpenEnded wants every token that the model may say to make the tag whole, and its own way to go on among them.
func checkOpenEnded(t *testing.T, e *Engine, text string) {
	t.Helper()
	fork, err := e.openEnded(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, branch := range fork.Branches {
		if said := textOf(e.tokenizer, fork.Common, branch); !strings.HasPrefix(said, text) || e.tokenizer.IsSpecial(branch[0]) {
			t.Errorf("%q may be said as %q", text, said)
		}
	}
	if len(fork.Branches) == 0 && textOf(e.tokenizer, fork.Common) != text {
		t.Errorf("%q is said as %q", text, textOf(e.tokenizer, fork.Common))
	}
	natural, err := e.tokenizer.Encode([]token.Part{{Text: text, Control: true}, {Text: "B. Sofa"}})
	if err != nil {
		t.Fatal(err)
	}
	own := len(fork.Branches) == 0
	for _, branch := range fork.Branches {
		own = own || natural[len(fork.Common)] == branch[0]
	}
	if !slices.Equal(natural[:len(fork.Common)], fork.Common) || !own {
		t.Errorf("the model's own way to say %q is %v, and the fork begins with %v", text, natural, fork.Common)
	}
}

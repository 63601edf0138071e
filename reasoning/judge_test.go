package reasoning

import (
	"math"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

func testTokenizer(t *testing.T) *token.Tokenizer {
	t.Helper()
	tokenizer, err := token.Open("token/testdata/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	return tokenizer
}

const choicesABC = "Where? A. Here B. There C. Nowhere"

// spoken is a talk that has said the text, with logits that favour one letter by a factor at every step.
func spoken(t *testing.T, question, text string, stop decode.Stop, favour string, factor float64) *talk {
	t.Helper()
	tokenizer := testTokenizer(t)
	tokens, err := tokenizer.Encode([]token.Part{{Text: text}})
	if err != nil {
		t.Fatal(err)
	}
	said := &talk{letters: newLetters(tokenizer, prompt.Choices(question), len(tokens)), tokens: tokens, stop: stop}
	logits := make([]float32, tokenizer.Size())
	for i, name := range said.letters.names {
		for _, token := range said.letters.tokens[i] {
			if name == favour {
				logits[token] = float32(math.Log(factor))
			}
		}
	}
	decoder := tokenizer.NewDecoder()
	for _, token := range tokens {
		said.letters.note(logits)
		said.text.WriteString(decoder.Push(token))
		said.ends = append(said.ends, said.text.Len())
	}
	return said
}

func TestJudge(t *testing.T) {
	long := strings.Repeat("!", 40)
	cases := []struct {
		name, question, text string
		stop                 decode.Stop
		status               Status
		answer, choice       string
		reason               string
	}{
		{"answered", choicesABC, "<think>so</think><answer>B. There</answer>", decode.StopToken, StatusOK, "B. There", "B", ""},
		{"letter alone", choicesABC, "<answer>\nB\n</answer>", decode.StopToken, StatusOK, "B", "B", ""},
		{"text answer", "How far?", "<answer>2 m</answer>", decode.StopToken, StatusOK, "2 m", "", ""},
		{"letter not offered", choicesABC, "<answer>F. Moon</answer>", decode.StopToken, StatusNoAnswer, "", "", "\"F. Moon\" names F, which the question does not offer"},
		{"letter without options", "Which?", "<answer>F. Moon</answer>", decode.StopToken, StatusOK, "F. Moon", "F", ""},
		{"no answer", choicesABC, "B. There", decode.StopToken, StatusNoAnswer, "", "", "the reply holds no answer: \"B. There\""},
		{"cut off", choicesABC, "<think>B is", decode.StopLength, StatusTruncated, "", "", "did not end within"},
		{"cut off in the answer", choicesABC, "<answer>B. The", decode.StopLength, StatusTruncated, "B. The", "B", "did not end within"},
		{"answered, then cut off", choicesABC, "<answer>B</answer> and", decode.StopLength, StatusOK, "B", "B", ""},
		{"a run of one token", choicesABC, "<answer>B</answer>" + long, decode.StopRun, StatusDegenerate, "", "", "came 32 times on end"},
		{"a run within the text", choicesABC, long, decode.StopToken, StatusDegenerate, "", "", "degenerate"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			said := spoken(t, c.question, c.text, c.stop, "B", 2)
			reply := Reply{Confidence: math.NaN()}
			said.tell(&reply)
			said.judge(&reply)
			if reply.Text != c.text || reply.Status != c.status || reply.Answer != c.answer || reply.Choice != c.choice {
				t.Errorf("got %+v", reply)
			}
			if (c.reason == "") != (reply.Reason == "") || !strings.Contains(reply.Reason, c.reason) {
				t.Errorf("reason is %q, want %q", reply.Reason, c.reason)
			}
		})
	}
}

func TestConfidenceIsTheLettersShare(t *testing.T) {
	cases := []struct {
		name, text, favour string
		want               float64
	}{
		{"said and favoured", "<answer>B. There</answer>", "B", 3. / 5},
		{"said, another favoured", "<answer>B. There</answer>", "C", 1. / 5},
		{"after a space", "<answer> B. There</answer>", "B", 3. / 5},
		{"the last answer counts", "<answer>A. Here</answer><answer>B. There</answer>", "B", 3. / 5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			said := spoken(t, choicesABC, c.text, decode.StopToken, c.favour, 3)
			reply := Reply{Confidence: math.NaN()}
			said.tell(&reply)
			said.judge(&reply)
			if math.Abs(reply.Confidence-c.want) > 1e-6 {
				t.Errorf("confidence is %v, want %v", reply.Confidence, c.want)
			}
		})
	}
	cool := spoken(t, choicesABC, "<answer>B. There</answer>", decode.StopToken, "B", 16)
	cool.letters.temperature = 4
	reply := Reply{Confidence: math.NaN()}
	cool.tell(&reply)
	cool.judge(&reply)
	if math.Abs(reply.Confidence-2./4) > 1e-6 {
		t.Errorf("logits over 4 give %v", reply.Confidence)
	}
	for _, text := range []string{"<answer>There</answer>", "no answer", "<answer>F</answer>"} {
		said := spoken(t, choicesABC, text, decode.StopToken, "B", 3)
		reply := Reply{Confidence: math.NaN()}
		said.tell(&reply)
		said.judge(&reply)
		if !math.IsNaN(reply.Confidence) {
			t.Errorf("%q has confidence %v", text, reply.Confidence)
		}
	}
}

func TestLetterIn(t *testing.T) {
	cases := []struct {
		answer, letter string
		want           int
	}{
		{"B. Sofa", "B", 0}, {"the Bed is B", "B", 11}, {"(b)", "B", 1}, {"Bed", "B", -1}, {"éB", "B", -1}, {"", "B", -1},
	}
	for _, c := range cases {
		if got := letterIn(c.answer, c.letter); got != c.want {
			t.Errorf("%s in %q is at %d, want %d", c.letter, c.answer, got, c.want)
		}
	}
}

package prompt

import "testing"

func TestStageOf(t *testing.T) {
	cases := []struct {
		reply, rest string
		want        Stage
	}{
		{"", "", StageThinking},
		{"<think>the sofa is left </", "", StageThinking},
		{"the answer is B", "", StageThinking},
		{"<think>so B</think>", "", StageThought},
		{"<think>so B</think>\n", "\n", StageThought},
		{"so B< /Think >x", "x", StageThought},
		{"<think>so B</think> <answer", "", StageOpening},
		{"< ANSWER ", "", StageOpening},
		{"<answer>", "", StageAnswering},
		{"<think>so <answer>B", "B", StageAnswering},
		{"<answer></think>x", "</think>x", StageAnswering},
		{"</answer>", "", StageThinking},
	}
	for _, c := range cases {
		if stage, rest := StageOf(c.reply); stage != c.want || rest != c.rest {
			t.Errorf("%q: stage %d, %q", c.reply, stage, rest)
		}
	}
}

func TestStrays(t *testing.T) {
	cases := []struct {
		text          string
		strays, ended bool
	}{
		{"<answer>", false, false},
		{"</think> <answer>A. ball is < 2 m", false, false},
		{"</think> <answer>A</answer>", false, true},
		{"<answer>A</answer><think>", false, true},
		{"<answer>A<think>", true, false},
		{"<answer>A; so A</think>", true, false},
		{"<answer>A <answer>B</answer>", true, false},
		{"</think>", false, false},
	}
	for _, c := range cases {
		if strays, ended := Strays(c.text); strays != c.strays || ended != c.ended {
			t.Errorf("%q: strays %v, ended %v", c.text, strays, ended)
		}
	}
}

package prompt

import (
	"strings"
	"testing"
)

// replies are replies as models give them, and what they say.
var replies = []struct {
	name, reply               string
	reasoning, answer, choice string
	complete                  bool
	problem                   Problem
}{
	{"as asked", "<think>The sofa is left.</think> <answer>B. Sofa</answer>", "The sofa is left.", "B. Sofa", "B", true, NoProblem},
	{"over lines", "<think>\nThe sofa\nis left.\n</think>\n\n<answer>\nB. Sofa\n</answer>\n", "The sofa\nis left.", "B. Sofa", "B", true, NoProblem},
	{"without think", "<answer>C. Lamp</answer>", "", "C. Lamp", "C", true, NoProblem},
	{"text around", "Sure! <think>x</think> So: <answer>A. Door</answer> Hope it helps, B. was wrong.", "x", "A. Door", "A", true, NoProblem},
	{"think not closed", "<think>It is left. <answer>B</answer>", "It is left.", "B", "B", true, NoProblem},
	{"think closed only", "It is left. </think><answer>B</answer>", "It is left.", "B", "B", true, NoProblem},
	{"answer within think", "<think>It is left. <answer>B</answer></think>", "It is left.", "B", "B", true, NoProblem},
	{"think within answer", "<answer><think>It is left.</think> B. Sofa</answer>", "It is left.", "B. Sofa", "B", true, NoProblem},
	{"closed by the wrong tag", "<think>x</think><answer>B. Sofa</think>", "x", "B. Sofa", "B", false, UnclosedAnswer},
	{"two answers", "<answer>A. Door</answer> wait <answer>B. Sofa</answer>", "", "B. Sofa", "B", true, NoProblem},
	{"second answer empty", "<answer>A. Door</answer><answer></answer>", "", "A. Door", "A", true, NoProblem},
	{"nested", "<answer>The answer is <answer>B</answer></answer>", "", "B", "B", true, NoProblem},
	{"opened twice", "<answer><answer>B</answer></answer>", "", "B", "B", true, NoProblem},
	{"closed by a start tag", "<answer>B<answer>", "", "B", "B", false, UnclosedAnswer},
	{"closed by an empty tag", "<answer>B<answer/>", "", "B", "B", true, NoProblem},
	{"capital", "<Think>x</Think><Answer>B</Answer>", "x", "B", "B", true, NoProblem},
	{"spaces in tags", "< think >x</ think ><answer >D) Bed</answer >", "x", "D) Bed", "D", true, NoProblem},
	{"attribute", `<answer type="letter">D</answer>`, "", "D", "D", true, NoProblem},
	{"backslash", `<answer>D<\answer>`, "", "D", "D", true, NoProblem},
	{"not closed", "<think>x</think><answer>B. So", "x", "B. So", "B", false, UnclosedAnswer},
	{"cut in the end tag", "<think>x</think><answer>B. Sofa</ans", "x", "B. Sofa", "B", false, UnclosedAnswer},
	{"cut at the bracket", "<answer>B. Sofa<", "", "B. Sofa", "B", false, UnclosedAnswer},
	{"cut before the bracket", "<answer>B. Sofa</answer", "", "B. Sofa", "B", false, UnclosedAnswer},
	{"cut in the start tag", "<think>x</think><answ", "x", "", "", false, NoAnswer},
	{"cut in the reasoning", "<think>The answer is B. I think", "The answer is B. I think", "", "", false, NoAnswer},
	{"cut after the start tag", "<think>x</think><answer>", "x", "", "", false, EmptyAnswer},
	{"think without answer", "<think>B. Sofa</think>", "B. Sofa", "", "", false, NoAnswer},
	{"no tags", "The answer is B. Sofa", "", "", "", false, NoAnswer},
	{"end tag only", "<think>x</think> B. Sofa</answer>", "x", "", "", false, NoAnswer},
	{"other tags", "<answers>B</answers><answered>C</answered>", "", "", "", false, NoAnswer},
	{"empty answer", "<think>B</think><answer> \n </answer>", "B", "", "", false, EmptyAnswer},
	{"empty", "", "", "", "", false, EmptyReply},
	{"space", " \n\t", "", "", "", false, EmptyReply},
	{"run of token 0", strings.Repeat("!", 4096), "", "", "", false, Degenerate},
	{"short run of token 0", "!!!!", "", "", "", false, Degenerate},
	{"run in the reasoning", "<think>The sofa" + strings.Repeat("!", 100), "The sofa" + strings.Repeat("!", 100), "", "", false, Degenerate},
	{"run in the answer", "<think>x</think><answer>!!!!!!!!", "x", "", "", false, Degenerate},
	{"run after text in the answer", "<answer>B. Sofa" + strings.Repeat("!", 64) + "</answer>", "", "", "", false, Degenerate},
	{"run after the answer", "<answer>B. Sofa</answer>" + strings.Repeat("!", 64), "", "B. Sofa", "B", true, NoProblem},
	{"number", "<answer>3.2 metres</answer>", "", "3.2 metres", "", true, NoProblem},
	{"number of one digit", "<answer>1111</answer>", "", "1111", "", true, NoProblem},
	{"free text", "<answer>A sofa stands behind you.</answer>", "", "A sofa stands behind you.", "", true, NoProblem},
	{"several choices", "<answer>A. Door B. Sofa</answer>", "", "A. Door B. Sofa", "", true, AmbiguousChoice},
	{"answer said again after it", "<answer>B</answer> So B", "", "B", "B", true, NoProblem},
	{"other scripts", "<think>沙发在左边。</think><answer>B. 沙发</answer>", "沙发在左边。", "B. 沙发", "B", true, NoProblem},
	{"broken UTF-8", "<answer>B. \xff\xfe</answer>", "", "B. \xff\xfe", "B", true, NoProblem},
}

func TestParse(t *testing.T) {
	for _, test := range replies {
		t.Run(test.name, func(t *testing.T) {
			want := Reply{Reasoning: test.reasoning, Answer: test.answer, Choice: test.choice, Complete: test.complete, Problem: test.problem}
			got := Parse(test.reply)
			if at := got.AnswerAt; got.Answer != test.reply[at:at+len(got.Answer)] || got.Answer != "" && !strings.HasSuffix(strings.TrimSpace(test.reply[:at]), ">") {
				t.Errorf("Parse(%q) has the answer %q at %d", test.reply, got.Answer, at)
			}
			if got.AnswerAt = 0; got != want {
				t.Errorf("Parse(%q)\n got %+v\nwant %+v", test.reply, got, want)
			}
		})
	}
}

func TestChoiceOf(t *testing.T) {
	for _, test := range []struct {
		answer, letter string
		ambiguous      bool
	}{
		{"B", "B", false}, {"b", "B", false}, {"B.", "B", false}, {"(B)", "B", false}, {"[B]", "B", false}, {"**B**", "B", false}, {"**B.**", "B", false},
		{`"B"`, "B", false}, {"'B'", "B", false}, {"`B`", "B", false}, {`\boxed{B}`, "B", false}, {`$\boxed{\text{B}}$`, "B", false}, {"Option B", "B", false}, {"option (b).", "B", false},
		{"B. Sofa", "B", false}, {"B) Sofa", "B", false}, {"(B) Sofa", "B", false}, {"B: Sofa", "B", false}, {"B.Sofa", "B", false}, {"B. sofa", "B", false}, {"B, the sofa", "B", false},
		{"B - Sofa", "B", false}, {"**B** Sofa", "B", false}, {"**B. Sofa**", "B", false}, {"B\nSofa", "B", false}, {"B、沙发", "B", false}, {"Z. Sofa", "Z", false},
		{"Answer: B", "B", false}, {"answer:B", "B", false}, {"The answer is B.", "B", false}, {"The correct answer is (B) Sofa", "B", false}, {"My answer is **B. Sofa**", "B", false},
		{"The answer is B because it is left", "B", false}, {"The answer is option C.", "C", false}, {"I choose option A here", "A", false}, {"It is the sofa (B).", "B", false}, {"It is **B**, the sofa", "B", false},
		{"The answer is A. Sofa", "A", false}, {"B. The sofa next to plan C", "B", false}, {"B. Sofa. So the answer is B. Sofa", "B", false},
		{"", "", false}, {"Sofa", "", false}, {"A sofa", "", false}, {"I think so", "", false}, {"The answer is A sofa", "", false}, {"U.S. flag", "", false}, {"5 m", "", false}, {"E.g. this", "", false},
		{"A and B", "", true}, {"A, B and C", "", true}, {"A/B", "", true}, {"A or C.", "", true}, {"A. Sofa B. Lamp", "", true}, {"(A) Sofa\n(B) Lamp", "", true}, {"The answer is A. The answer is B.", "", true},
	} {
		letter, ambiguous := choiceOf(test.answer)
		if letter != test.letter || ambiguous != test.ambiguous {
			t.Errorf("choiceOf(%q) = %q, %t, want %q, %t", test.answer, letter, ambiguous, test.letter, test.ambiguous)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, test := range replies {
		f.Add(test.reply)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		got := Parse(reply)
		if !strings.Contains(reply, got.Answer) || !strings.Contains(reply, got.Reasoning) {
			t.Fatalf("Parse(%q) = %+v: not pieces of the reply", reply, got)
		}
		if got.Choice != "" && (len(got.Choice) != 1 || !strings.Contains(strings.ToUpper(got.Answer), got.Choice)) {
			t.Fatalf("Parse(%q) = %+v: the choice is not in the answer", reply, got)
		}
		if got.Answer == "" && (got.Choice != "" || got.Complete || got.Problem == NoProblem) {
			t.Fatalf("Parse(%q) = %+v: no answer, and no reason", reply, got)
		}
		if got.Answer != "" && !strings.Contains(strings.ToLower(reply), "answer") {
			t.Fatalf("Parse(%q) = %+v: an answer without a tag", reply, got)
		}
	})
}

// TestParseLong has replies that would take minutes if any step were quadratic.
func TestParseLong(t *testing.T) {
	for _, unit := range []string{"<think>", "<answer>", "</answer>", "<answer>x<think>", "<answer ", "<answer>B. x", "< ", "<", "*", "(", "\n", "A. x B. y ", "<answer>A. x</answer>"} {
		reply := strings.Repeat(unit, 200_000/len(unit))
		if got := Parse(reply); got.Answer == "" && got.Problem == NoProblem {
			t.Errorf("%q over and over: %+v", unit, got)
		}
	}
}

package token

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// alphabetOfTrouble is what random text is made of.
var alphabetOfTrouble = []string{
	" ", " ", " ", "  ", "\n", "\r", "\r\n", "\t", "\v", "\f", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u3000", "\u200b", "\ufeff",
	"'", "'s", "'S", "'ſ", "'T", "'re", "'RE", "'vE", "'m", "'ll", "'lL", "'d", "’s", "'x", "a", "b", "the", "The", "sofa", "Z", "é", "e\u0301", "ß", "ﬁ", "İ", "ı", "K",
	"0", "1", "42", "٣", "Ⅷ", "½", "𝟘", "一", "沙", "발", "\u1112\u1161\u11ab", "\u1100", "\u1161", "\u11a8", "ก", "ा", "क", "़",
	"\u0323", "\u0301", "\u0345", "\u0334", "\u0300", "\u05b0", "\u0f71", "\u1ab0", "\u0898", "\u1acb", "\u1e130", "\U0001E130", "\U00011935", "\U00011930", "\U00016ff0",
	"\u212b", "\u2126", "\u0344", "\u0958", "\ufb1d", "\u037e", "\u1fef", "\U0001d15e", "\u2adc", "\u0340", "豈", "\U0002f800",
	"🛋", "\ufe0f", "👩‍🔬", "🇫🇷", "\U00010d4a", "\U00016130", "\U0002ebf0", "\U00010ffff", "\ue000", "\x00", "\x7f", "\u00ad", "\ufffd", "\ufffe",
	"!", "!!", ".", ",", "-", "_", "<", ">", "/", "|", "(", ")", "{", "#", "@", "\"", "\\", "A. ", "B) ", "…", "—", "。", "？",
	"<|im_start|>", "<|im_end|>", "<|im_end|>!", "<|image_pad|>", "<tool_call>", "</think>", "<é>", "<e\u0301>", "<left>", "<right>", "<both>", "word", "<|im_", "end|>", "_", "<|endoftext|>",
}

func randomText(random *rand.Rand) string {
	var text strings.Builder
	for range random.IntN(40) {
		switch random.IntN(12) {
		case 0:
			character := rune(random.IntN(0x110000))
			if character < 0xd800 || character > 0xdfff {
				text.WriteRune(character)
			}
		case 1:
			text.WriteRune(rune(random.IntN(0x3000)))
		case 2:
			text.WriteString(strings.Repeat(alphabetOfTrouble[random.IntN(len(alphabetOfTrouble))], random.IntN(80)))
		default:
			text.WriteString(alphabetOfTrouble[random.IntN(len(alphabetOfTrouble))])
		}
	}
	return text.String()
}

type peerAnswer struct {
	IDs  []int64 `json:"ids"`
	Text string  `json:"text"`
}

// peerPython is a Python with the reference library.
func peerPython(t *testing.T) string {
	t.Helper()
	python := os.Getenv("THINKER3D_TEST_PYTHON")
	if python == "" {
		t.Skip("THINKER3D_TEST_PYTHON is not set: no Python with the tokenizers package to compare with")
	}
	if exec.Command(python, "-c", "import tokenizers").Run() != nil {
		t.Skip("the Python of THINKER3D_TEST_PYTHON has no tokenizers package to compare with")
	}
	return python
}

func askPeer[Question string | []int64](t *testing.T, python, tokenizer string, questions []Question) []peerAnswer {
	t.Helper()
	var input, output bytes.Buffer
	encoder := json.NewEncoder(&input)
	for _, question := range questions {
		if err := encoder.Encode(question); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(python, filepath.Join("testdata", "peer.py"), tokenizer)
	command.Stdin, command.Stdout, command.Stderr = &input, &output, os.Stderr
	if err := command.Run(); err != nil {
		t.Fatalf("run the peer: %v", err)
	}
	var answers []peerAnswer
	for decoder := json.NewDecoder(bufio.NewReader(&output)); decoder.More(); {
		var answer peerAnswer
		if err := decoder.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, answer)
	}
	if len(answers) != len(questions) {
		t.Fatalf("the peer gave %d answers to %d questions", len(answers), len(questions))
	}
	return answers
}

func TestPeer(t *testing.T) {
	python := peerPython(t)
	for name, change := range map[string]func(map[string]any){
		"as written": func(map[string]any) {},
		"ignoring merges": func(document map[string]any) {
			document["model"].(map[string]any)["ignore_merges"] = true
		},
		"merges as lines": func(document map[string]any) {
			model := document["model"].(map[string]any)
			for i, pair := range model["merges"].([]any) {
				model["merges"].([]any)[i] = pair.([]any)[0].(string) + " " + pair.([]any)[1].(string)
			}
		},
		"nothing added is normalized": func(document map[string]any) {
			for _, token := range document["added_tokens"].([]any) {
				token.(map[string]any)["normalized"] = false
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			path := filepath.Join(t.TempDir(), "tokenizer.json")
			if err := os.WriteFile(path, variant(t, change), 0o600); err != nil {
				t.Fatal(err)
			}
			tokenizer, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			texts := make([]string, 3000)
			for i := range texts {
				texts[i] = randomText(random)
			}
			for i, want := range askPeer(t, python, path, texts) {
				ids, err := tokenizer.Encode([]Part{{Text: texts[i], Control: true}})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(ids, want.IDs) {
					t.Fatalf("text %+q: ids %v, the library gives %v", texts[i], ids, want.IDs)
				}
				if text := decodeAll(tokenizer, ids); text != want.Text {
					t.Fatalf("ids %v: text %+q, the library gives %+q", ids, text, want.Text)
				}
			}
		})
	}
}

// TestPeerDecode decodes random ids, most of which make broken UTF-8.
func TestPeerDecode(t *testing.T) {
	python := peerPython(t)
	random := rand.New(rand.NewPCG(3, 4))
	tokenizer := open(t)
	lists := make([][]int64, 3000)
	for i := range lists {
		lists[i] = make([]int64, 1+random.IntN(30))
		for j := range lists[i] {
			lists[i][j] = random.Int64N(int64(tokenizer.Size()) + 3)
			if random.IntN(2) == 0 {
				lists[i][j] = int64(tokenizer.ids[string(newAlphabet().character[0x80+random.IntN(0x80)])])
			}
		}
	}
	for i, want := range askPeer(t, python, filepath.Join("testdata", "tokenizer.json"), lists) {
		if text := decodeAll(tokenizer, lists[i]); text != want.Text {
			t.Fatalf("ids %v: text %+q, the library gives %+q", lists[i], text, want.Text)
		}
	}
}

package token

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func control(text string) Part { return Part{Text: text, Control: true} }

func data(text string) Part { return Part{Text: text} }

func encode(t testing.TB, tokenizer *Tokenizer, parts ...Part) []int64 {
	t.Helper()
	ids, err := tokenizer.Encode(parts)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestEncodeAsOne has parts that must give what one control text gives.
func TestEncodeAsOne(t *testing.T) {
	tokenizer := open(t)
	for _, test := range []struct {
		whole string
		parts []Part
	}{
		{"", nil},
		{"", []Part{control(""), data("")}},
		{"the sofa", []Part{control("the so"), data("fa")}},
		{"the sofa", []Part{data("t"), data("he"), data(" sofa")}},
		{"it's", []Part{control("it'"), data("s")}},
		{"a  b", []Part{control("a "), data(" b")}},
		{"e\u0301", []Part{control("e"), data("\u0301")}},
		{"<|im_start|>user\nWhere? A. Sofa\n<|im_end|>", []Part{control("<|im_start|>user\n"), data("Where? A. Sofa"), control("\n<|im_end|>")}},
		{"<|im_start|>x", []Part{control("<|im_"), control("start|>x")}},
		{"</think>x", []Part{control("</think>"), data("x")}},
		{"e\u0301</think>e\u0301", []Part{data("e"), control("\u0301</think>e"), data("\u0301")}},
		{"<e\u0301>", []Part{control("<e\u0301>")}},
		{"a <left>b", []Part{data("a "), control("<left>"), data("b")}},
		{"a <both> b", []Part{data("a "), control("<both>"), data(" b")}},
	} {
		want := encode(t, tokenizer, control(test.whole))
		if got := encode(t, tokenizer, test.parts...); !slices.Equal(got, want) {
			t.Errorf("%+v: ids %v, want those of the whole, %v", test.parts, got, want)
		}
	}
}

// TestEncodeData has text that must not become an added token.
func TestEncodeData(t *testing.T) {
	tokenizer := open(t)
	for _, parts := range [][]Part{
		{data("<|im_end|>")},
		{data("x<|im_start|>system\n<|image_pad|>")},
		{data("<tool_call></think><é><e\u0301><left><right><both>")},
		{control("<|im_"), data("end|>")},
		{data("<|im_"), control("end|>")},
		{control("<|im_"), data("e"), control("nd|>")},
		{control("<e"), data("\u0301"), control(">")},
		{control("</think"), data(">")},
		{data("<"), control("/think>")},
	} {
		ids := encode(t, tokenizer, parts...)
		text := ""
		for _, part := range parts {
			text += part.Text
		}
		if got := decodeAll(tokenizer, ids); got != norm.NFC.String(text) {
			t.Errorf("%+v: decoded to %+q", parts, got)
		}
		for _, id := range ids {
			if tokenizer.entries[id].added {
				t.Errorf("%+v: has the added token %q", parts, tokenizer.Text(id))
			}
		}
	}
	// The same text in control parts does become added tokens, or this test would show nothing.
	for _, part := range []string{"<|im_end|>", "<tool_call>", "</think>", "<é>", "<e\u0301>", "<left>", "<right>", "<both>"} {
		if ids := encode(t, tokenizer, control(part)); len(ids) != 1 || !tokenizer.entries[ids[0]].added {
			t.Errorf("%+q in control text: ids %v", part, ids)
		}
	}
}

func TestEncodeLongestFirst(t *testing.T) {
	tokenizer := open(t)
	long, _ := tokenizer.ID("<|im_end|>!")
	short, _ := tokenizer.ID("<|im_end|>")
	if ids := encode(t, tokenizer, control("<|im_end|>!<|im_end|>")); !slices.Equal(ids, []int64{long, short}) {
		t.Errorf("ids %v, want %v", ids, []int64{long, short})
	}
	// What cannot be the long one, because a part of it is data, is still the short one.
	if ids := encode(t, tokenizer, control("<|im_end|>"), data("!")); len(ids) != 2 || ids[0] != short {
		t.Errorf("ids %v, want %d first", ids, short)
	}
}

func TestEncodeRefuses(t *testing.T) {
	tokenizer := open(t)
	for _, test := range []struct {
		want string
		part Part
	}{
		{"part 1 is not valid UTF-8", data("a\xff")},
		{"part 1 is not valid UTF-8", control("\xed\xa0\x80")},
		{"longer than", data(strings.Repeat("a", MaximumText))},
	} {
		if ids, err := tokenizer.Encode([]Part{data("x"), test.part}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%d ids, error %v, want %q", len(ids), err, test.want)
		}
	}
}

// TestEncodeLong has texts that would take hours if any step were quadratic.
func TestEncodeLong(t *testing.T) {
	tokenizer := open(t)
	for _, unit := range []string{"a", " ", "\n", "!", "the", "\u0301", "e\u0301\u0323", "<", "<|im_end|>", "</think>", "ก", "🛋", "\u1161", "\U00011930"} {
		text := strings.Repeat(unit, MaximumText/4/len(unit))
		ids := encode(t, tokenizer, control(text))
		want := normalize(text)
		if unit == "<|im_end|>" {
			want = "" // special, so left out
		}
		if got := decodeAll(tokenizer, ids); got != want || len(ids) == 0 {
			t.Errorf("%+q over and over: decoded to other text of %d bytes", unit, len(got))
		}
	}
}

// TestWord compares the two ways to merge a word.
func TestWord(t *testing.T) {
	tokenizer := open(t)
	text := strings.Repeat("thethreerobotssawwhatthesofaleftbehindthethe", 3)
	var w word
	for start := range 40 {
		for end := start; end <= start+shortWord; end++ {
			short := w.appendShort(nil, tokenizer.merger, text[start:end])
			if end == start {
				if len(short) != 0 {
					t.Fatalf("an empty word has ids %v", short)
				}
				continue
			}
			if long := w.appendLong(nil, tokenizer.merger, text[start:end]); !slices.Equal(short, long) {
				t.Fatalf("word %q: %v by search, %v by heap", text[start:end], short, long)
			}
		}
	}
}

func FuzzEncode(f *testing.F) {
	tokenizer := open(f)
	for _, text := range alphabetOfTrouble {
		f.Add(text, text, true)
	}
	f.Add("<|im_start|>user\n", "it's  the\r\n sofa <|im_end|> e\u0301 \u0345\u0323", false)
	f.Fuzz(func(t *testing.T, first, second string, isControl bool) {
		ids, err := tokenizer.Encode([]Part{data(first), {Text: second, Control: isControl}})
		if err != nil {
			if utf8.ValidString(first) && utf8.ValidString(second) && len(first)+len(second) <= MaximumText {
				t.Fatal(err)
			}
			return
		}
		for _, id := range ids {
			if id < 0 || id >= int64(tokenizer.Size()) {
				t.Fatalf("id %d is not in 0…%d", id, tokenizer.Size()-1)
			}
			if !isControl && tokenizer.entries[id].added {
				t.Fatalf("data has the added token %q", tokenizer.Text(id))
			}
		}
		text := decodeAll(tokenizer, ids)
		if !isControl && text != normalize(first+second) {
			t.Fatalf("decoded %+q to %+q", first+second, text)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	tokenizer := open(b)
	parts := []Part{
		control("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"),
		data(strings.Repeat("Based on these four images (image 1, 2, 3, and 4) showing the sofa from different viewpoints, what is behind me? A. Sofa B. Lamp ", 14)),
		control("\nImagine the scene first, then reason within <think> </think>.<|im_end|>\n<|im_start|>assistant"),
	}
	size := 0
	for _, part := range parts {
		size += len(part.Text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		encode(b, tokenizer, parts...)
	}
}

package token

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func decodeAll(tokenizer *Tokenizer, ids []int64) string {
	var text strings.Builder
	decoder := tokenizer.NewDecoder()
	for _, id := range ids {
		text.WriteString(decoder.Push(id))
	}
	return text.String() + decoder.Flush()
}

// bytesOf gives the ids of single bytes.
func bytesOf(t testing.TB, tokenizer *Tokenizer, text string) []int64 {
	t.Helper()
	letters := newAlphabet()
	ids := make([]int64, len(text))
	for i := range len(text) {
		id, ok := tokenizer.ID(string(letters.character[text[i]]))
		if !ok {
			t.Fatalf("byte 0x%02x has no token", text[i])
		}
		ids[i] = id
	}
	return ids
}

func TestDecoder(t *testing.T) {
	tokenizer := open(t)
	for _, test := range []struct {
		name, bytes string
		pushed      []string
		flushed     string
	}{
		{"nothing", "", nil, ""},
		{"letters", "ab", []string{"a", "b"}, ""},
		{"two bytes", "é", []string{"", "é"}, ""},
		{"four bytes", "🛋!", []string{"", "", "", "🛋", "!"}, ""},
		{"cut off", "\xf0\x9f\x9b", []string{"", "", ""}, "\ufffd"},
		{"broken by a letter", "\xf0\x9f\x9ba", []string{"", "", "", "\ufffda"}, ""},
		{"broken by a beginning", "\xe2\x82\xf0\x9f", []string{"", "", "\ufffd", ""}, "\ufffd"},
		{"never a beginning", "\x80\xffa", []string{"\ufffd", "\ufffd", "a"}, ""},
		{"surrogate", "\xed\xa0\x80", []string{"", "\ufffd\ufffd", "\ufffd"}, ""},
		{"too long a form", "\xc0\xaf", []string{"\ufffd", "\ufffd"}, ""},
		{"beyond Unicode", "\xf4\x90\x80\x80", []string{"", "\ufffd\ufffd", "\ufffd", "\ufffd"}, ""},
		{"the sign itself", "\xef\xbf\xbd", []string{"", "", "\ufffd"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			decoder := tokenizer.NewDecoder()
			for i, id := range bytesOf(t, tokenizer, test.bytes) {
				if got := decoder.Push(id); got != test.pushed[i] {
					t.Errorf("byte %d gives %+q, want %+q", i, got, test.pushed[i])
				}
			}
			if got := decoder.Flush(); got != test.flushed {
				t.Errorf("flush gives %+q, want %+q", got, test.flushed)
			}
			if got := decoder.Push(bytesOf(t, tokenizer, "x")[0]); got != "x" {
				t.Errorf("after flush x gives %+q", got)
			}
		})
	}
}

func TestDecoderLeavesOut(t *testing.T) {
	tokenizer := open(t)
	end, _ := tokenizer.ID("<|im_end|>")
	call, _ := tokenizer.ID("<tool_call>")
	ids := bytesOf(t, tokenizer, "aé")
	// A special token within a character does not break it, as in the reference library.
	got := decodeAll(tokenizer, []int64{end, ids[0], call, -1, 1 << 40, ids[1], end, ids[2]})
	if want := "a<tool_call>é"; got != want {
		t.Errorf("decoded to %+q, want %+q", got, want)
	}
}

func FuzzDecoder(f *testing.F) {
	tokenizer := open(f)
	f.Add([]byte("a\xf0\x9f\x9b\x8b\xe2\x82"))
	f.Add([]byte("\xed\xa0\x80\xf4\x90\x80\x80\xc0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		decoder := tokenizer.NewDecoder()
		got := ""
		for _, id := range bytesOf(t, tokenizer, string(data)) {
			text := decoder.Push(id)
			if !utf8.ValidString(text) {
				t.Fatalf("part %+q is not valid UTF-8", text)
			}
			got += text
		}
		got += decoder.Flush()
		if utf8.Valid(data) && got != string(data) || !utf8.ValidString(got) {
			t.Fatalf("% x decoded to %+q", data, got)
		}
	})
}

func BenchmarkDecoder(b *testing.B) {
	tokenizer := open(b)
	ids := encode(b, tokenizer, data("The sofa is on the left of the lamp, 沙发在左边 🛋."))
	b.ReportAllocs()
	for b.Loop() {
		decoder := tokenizer.NewDecoder()
		for _, id := range ids {
			decoder.Push(id)
		}
		decoder.Flush()
	}
}

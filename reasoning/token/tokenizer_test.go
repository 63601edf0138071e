package token

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t testing.TB) *Tokenizer {
	t.Helper()
	tokenizer, err := Open(filepath.Join("testdata", "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	return tokenizer
}

// variant gives tokenizer.json with changes.
func variant(t testing.TB, change func(document map[string]any)) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	change(document)
	if data, err = json.Marshal(document); err != nil {
		t.Fatal(err)
	}
	return data
}

type object = map[string]any

func model(document object) object { return document["model"].(object) }

func addedAt(document object, i int) object { return document["added_tokens"].([]any)[i].(object) }

func preTokenizer(document object, i int) object {
	return document["pre_tokenizer"].(object)["pretokenizers"].([]any)[i].(object)
}

// readRefusals are changes to a good file and what the refusal of each must say.
var readRefusals = []struct {
	want   string
	change func(object)
}{
	{`version "2.0"`, func(d object) { d["version"] = "2.0" }},
	{"truncation is set", func(d object) { d["truncation"] = object{"max_length": 5} }},
	{"padding is set", func(d object) { d["padding"] = object{"strategy": "BatchLongest"} }},
	{`unknown field "surprise"`, func(d object) { d["surprise"] = 1 }},
	{`normalizer "NFKC"`, func(d object) { d["normalizer"].(object)["type"] = "NFKC" }},
	{"normalizer null", func(d object) { d["normalizer"] = nil }},
	{"pre_tokenizer: null", func(d object) { d["pre_tokenizer"] = nil }},
	{`pre_tokenizer: "ByteLevel"`, func(d object) {
		d["pre_tokenizer"] = object{"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}
	}},
	{`Sequence of "Digits" and "ByteLevel"`, func(d object) { preTokenizer(d, 0)["type"] = "Digits" }},
	{`pattern "\\s+"`, func(d object) { preTokenizer(d, 0)["pattern"] = object{"Regex": `\s+`} }},
	{"not a regular expression", func(d object) { preTokenizer(d, 0)["pattern"] = object{"String": " "} }},
	{`behavior "Removed"`, func(d object) { preTokenizer(d, 0)["behavior"] = "Removed" }},
	{"invert true", func(d object) { preTokenizer(d, 0)["invert"] = true }},
	{"add_prefix_space", func(d object) { preTokenizer(d, 1)["add_prefix_space"] = true }},
	{"add_prefix_space", func(d object) { delete(preTokenizer(d, 1), "add_prefix_space") }},
	{"use_regex", func(d object) { preTokenizer(d, 1)["use_regex"] = true }},
	{"use_regex", func(d object) { delete(preTokenizer(d, 1), "use_regex") }},
	{`post_processor: "BertProcessing"`, func(d object) { d["post_processor"] = object{"type": "BertProcessing", "sep": 1} }},
	{"post_processor: TemplateProcessing: adds tokens", func(d object) {
		start := object{"SpecialToken": object{"id": "<|im_start|>", "type_id": 0}}
		d["post_processor"] = template(start, object{"Sequence": object{"id": "A", "type_id": 0}})
	}},
	{"post_processor: TemplateProcessing: adds tokens", func(d object) {
		d["post_processor"] = template(object{"SpecialToken": object{"id": "<|im_start|>", "type_id": 0}})
	}},
	{`pre_tokenizer: Split: json: unknown field "surprise"`, func(d object) { preTokenizer(d, 0)["surprise"] = 1 }},
	{`normalizer: NFC: json: unknown field "surprise"`, func(d object) { d["normalizer"].(object)["surprise"] = 1 }},
	{"pre_tokenizer: a Sequence of 1", func(d object) {
		d["pre_tokenizer"].(object)["pretokenizers"] = []any{preTokenizer(d, 0)}
	}},
	{`decoder "Metaspace"`, func(d object) { d["decoder"] = object{"type": "Metaspace"} }},
	{"decoder null", func(d object) { d["decoder"] = nil }},
	{`model "Unigram"`, func(d object) { model(d)["type"] = "Unigram" }},
	{"dropout 0.1", func(d object) { model(d)["dropout"] = 0.1 }},
	{`unk_token "<unk>"`, func(d object) { model(d)["unk_token"] = "<unk>" }},
	{"continuing_subword_prefix", func(d object) { model(d)["continuing_subword_prefix"] = "##" }},
	{"end_of_word_suffix", func(d object) { model(d)["end_of_word_suffix"] = "</w>" }},
	{"byte_fallback", func(d object) { model(d)["byte_fallback"] = true }},
	{"not in the vocabulary", func(d object) { model(d)["merges"] = []any{[]any{"Z", "Z"}} }},
	{"has 3 parts", func(d object) { model(d)["merges"] = []any{[]any{"a", "b", "c"}} }},
	{"not two parts", func(d object) { model(d)["merges"] = []any{"a b c"} }},
	{"merge", func(d object) { model(d)["merges"] = []any{7} }},
	{"byte 0x41", func(d object) { rename(d, "A", "nothing") }},
	{"the same id 5", func(d object) { model(d)["vocab"].(object)["a"] = 5 }},
	{"the id 99999", func(d object) { model(d)["vocab"].(object)["a"] = 99999 }},
	{"the id -1", func(d object) { model(d)["vocab"].(object)["a"] = -1 }},
	{"vocab", func(d object) { model(d)["vocab"].(object)["a"] = 1 << 40 }},
	{"where", func(d object) { addedAt(d, 1)["id"] = 5000 }},
	{"listed twice", func(d object) { addedAt(d, 1)["content"] = addedAt(d, 0)["content"] }},
	{"has 0 bytes", func(d object) { addedAt(d, 0)["content"] = "" }},
	{"has 257 bytes", func(d object) { addedAt(d, 0)["content"] = strings.Repeat("x", 257) }},
	{"single_word", func(d object) { addedAt(d, 0)["single_word"] = true }},
	{"same normal form", func(d object) {
		addedAt(d, 6)["content"], addedAt(d, 6)["normalized"] = "<e\u0301>", true
		addedAt(d, 7)["content"], addedAt(d, 7)["normalized"] = "<\u00e9>", true
	}},
	{"is a special token", func(d object) { specialise(d, "A") }},
	{"makes the special token", func(d object) { specialise(d, "he") }},
}

func TestReadRefuses(t *testing.T) {
	for _, test := range readRefusals {
		t.Run(test.want, func(t *testing.T) {
			_, err := Read(variant(t, test.change))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

// TestReadTakes has other forms that mean the same.
func TestReadTakes(t *testing.T) {
	for name, change := range map[string]func(object){
		"no post-processor": func(d object) { d["post_processor"] = nil },
		"a template that adds nothing, as transformers 5 writes": func(d object) {
			d["post_processor"] = template(object{"Sequence": object{"id": "A", "type_id": 0}})
		},
		"empty prefix and suffix": func(d object) {
			model(d)["continuing_subword_prefix"], model(d)["end_of_word_suffix"] = "", ""
		},
	} {
		if _, err := Read(variant(t, change)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func template(single ...any) object {
	return object{"type": "TemplateProcessing", "single": single, "pair": []any{}, "special_tokens": object{}}
}

func rename(document object, from, to string) {
	vocabulary := model(document)["vocab"].(object)
	vocabulary[to] = vocabulary[from]
	delete(vocabulary, from)
}

// specialise makes a token of the vocabulary a special one.
func specialise(document object, content string) {
	added := object{"content": content, "id": model(document)["vocab"].(object)[content], "special": true,
		"lstrip": false, "rstrip": false, "normalized": false, "single_word": false}
	document["added_tokens"] = append(document["added_tokens"].([]any), added)
}

func TestReadBroken(t *testing.T) {
	whole := variant(t, func(object) {})
	for _, data := range [][]byte{nil, []byte("{"), []byte("[]"), []byte("null"), whole[:len(whole)/2], append(whole[:len(whole):len(whole)], "{}"...)} {
		if tokenizer, err := Read(data); err == nil {
			t.Errorf("Read of %d bytes gave a tokenizer of %d tokens, want an error", len(data), tokenizer.Size())
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent.json")); err == nil || !strings.Contains(err.Error(), "absent.json") {
		t.Errorf("Open of an absent file: error %v, want one with its name", err)
	}
}

func TestLookUp(t *testing.T) {
	tokenizer := open(t)
	end, ok := tokenizer.ID("<|im_end|>")
	if !ok || !tokenizer.IsSpecial(end) || tokenizer.Text(end) != "<|im_end|>" {
		t.Errorf("<|im_end|>: id %d, %t, text %q", end, ok, tokenizer.Text(end))
	}
	call, ok := tokenizer.ID("<tool_call>")
	if !ok || tokenizer.IsSpecial(call) {
		t.Errorf("<tool_call>: id %d, %t, special %t", call, ok, tokenizer.IsSpecial(call))
	}
	if id, ok := tokenizer.ID("<|nothing|>"); ok {
		t.Errorf("<|nothing|> has the id %d", id)
	}
	space, ok := tokenizer.ID("Ġ")
	if !ok || tokenizer.Text(space) != " " {
		t.Errorf("Ġ: id %d, %t, text %q, want a space", space, ok, tokenizer.Text(space))
	}
	for _, id := range []int64{-1, int64(tokenizer.Size()), 1 << 40} {
		if tokenizer.Text(id) != "" || tokenizer.IsSpecial(id) {
			t.Errorf("id %d is out of range and has the text %q", id, tokenizer.Text(id))
		}
	}
	if last := tokenizer.Text(int64(tokenizer.Size()) - 1); last != "<both>" {
		t.Errorf("the last token is %q", last)
	}
}

package token

import (
	"strings"
	"testing"
)

func open(t testing.TB) *Tokenizer {
	t.Helper()
	tokenizer, err := Open("testdata/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	return tokenizer
}

func decodeAll(tokenizer *Tokenizer, ids []int64) string {
	var text strings.Builder
	decoder := tokenizer.NewDecoder()
	for _, id := range ids {
		text.WriteString(decoder.Push(id))
	}
	return text.String() + decoder.Flush()
}

package jsonl

import (
	"bytes"
	"encoding/json"
	"testing"
)

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"", "{}", "{\"a\": \"b\"}\n\n{\"a\": null}\n", "[1]", "null", "{\"a\": 1}x", "\xff", "{\"a\": \"<>&\\ud800\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := Decode("file", bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, line := range lines {
			text, err := Encode(line.Keys)
			if err != nil || !json.Valid(text) || bytes.Count(text, []byte("\n")) != 1 {
				t.Fatalf("line %d as %s: %v", line.Number, text, err)
			}
			again, err := Decode("again", bytes.NewReader(text))
			if err != nil || len(again) != 1 || len(again[0].Keys) != len(line.Keys) {
				t.Errorf("line %d read again: %v, %v", line.Number, again, err)
			}
		}
	})
}

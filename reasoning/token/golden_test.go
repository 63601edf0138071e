package token

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// TestGolden has what the reference library makes of some texts; testdata/generate.py writes it.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text    string  `json:"text"`
		IDs     []int64 `json:"ids"`
		Decoded string  `json:"decoded"`
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	tokenizer := open(t)
	for _, test := range cases {
		ids := encode(t, tokenizer, control(test.Text))
		if !slices.Equal(ids, test.IDs) {
			t.Errorf("%+q: ids %v, the library gives %v", test.Text, ids, test.IDs)
		}
		if text := decodeAll(tokenizer, ids); text != test.Decoded {
			t.Errorf("%+q: decoded to %+q, the library gives %+q", test.Text, text, test.Decoded)
		}
	}
	if len(cases) < 120 {
		t.Errorf("only %d cases", len(cases))
	}
}

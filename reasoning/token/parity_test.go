package token

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// parityCase is one text of model/golden/tokenizer_cases.json.
type parityCase struct {
	Text    string  `json:"text"`
	Control []int64 `json:"control"`
	Data    []int64 `json:"data"`
	Skipped string  `json:"control_text_skipped"`
}

// TestParity has the reference bundle's tokenizer and what the reference makes of texts as control and as data.
func TestParity(t *testing.T) {
	root := filepath.Join("..", "..", "model")
	data, err := os.ReadFile(filepath.Join(root, "golden", "tokenizer_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var golden struct{ Cases []parityCase }
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	tokenizer, err := Open(filepath.Join(root, "bundles", "reference", "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(golden.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, test := range golden.Cases {
		if ids := encode(t, tokenizer, control(test.Text)); !slices.Equal(ids, test.Control) {
			t.Errorf("control %+q: ids %v, the reference gives %v", test.Text, ids, test.Control)
		}
		if ids := encode(t, tokenizer, Part{Text: test.Text}); !slices.Equal(ids, test.Data) {
			t.Errorf("data %+q: ids %v, the reference gives %v", test.Text, ids, test.Data)
		}
		if text := decodeAll(tokenizer, test.Control); text != test.Skipped {
			t.Errorf("ids %v: text %+q, the reference gives %+q", test.Control, text, test.Skipped)
		}
	}
}

package prompt

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/token"
)

// TestGolden has prompts as token ids from the reference; model/golden writes them.
func TestGolden(t *testing.T) {
	root := filepath.Join("..", "..", "model")
	data, err := os.ReadFile(filepath.Join(root, "golden", "prompt_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		ImagePad string `json:"image_pad"`
		Cases    []struct {
			Prompt      Spec     `json:"prompt"`
			Question    string   `json:"question"`
			Labels      []string `json:"labels"`
			ImageTokens int      `json:"image_tokens"`
			IDs         []int64  `json:"ids"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	tokenizer, err := token.Open(filepath.Join(root, "bundles", "reference", "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(golden.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, test := range golden.Cases {
		parts := render(t, test.Prompt, Request{Labels: test.Labels, ImageTokens: test.ImageTokens, ImagePad: golden.ImagePad, Question: test.Question})
		ids, err := tokenizer.Encode(parts)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids, test.IDs) {
			t.Errorf("case %d, question %+q: ids %v, the reference gives %v", i, test.Question, ids, test.IDs)
		}
	}
}

// Command tokens measures turning a prompt into token ids and prints one JSON object; bench/tokens.py does the same in Python.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/token"
)

// result is what one measurement prints; the seconds are for one prompt.
type result struct {
	Who     string  `json:"who"`
	Bytes   int     `json:"bytes"`
	Seconds float64 `json:"seconds"`
	IDs     []int64 `json:"ids"`
}

func main() {
	folder := flag.String("bundle", "model/bundles/reference", "the bundle's folder")
	text := flag.String("text", "", "file with the prompt")
	runs := flag.Int("runs", 15, "how often to measure, after one run that does not count")
	repeat := flag.Int("repeat", 200, "prompts in one run")
	flag.Parse()
	measured, err := measure(*folder, *text, *runs, *repeat)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(measured)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tokens:", err)
		os.Exit(1)
	}
}

func measure(folder, text string, runs, repeat int) (result, error) {
	r := result{Who: "thinker3d"}
	tokenizer, err := token.Open(filepath.Join(folder, "tokenizer.json"))
	if err != nil {
		return r, err
	}
	prompt, err := os.ReadFile(text)
	if err != nil {
		return r, fmt.Errorf("read the prompt: %w", err)
	}
	r.Bytes = len(prompt)
	// As control text the prompt's special tokens are found in it, as they are in Python.
	parts := []token.Part{{Text: string(prompt), Control: true}}
	var times []float64
	for range runs + 1 {
		began := time.Now()
		for range repeat {
			if r.IDs, err = tokenizer.Encode(parts); err != nil {
				return r, err
			}
		}
		times = append(times, time.Since(began).Seconds()/float64(repeat))
	}
	times = times[1:]
	slices.Sort(times)
	r.Seconds = times[len(times)/2]
	return r, nil
}

// Command decode measures the decode loop of a bundle and prints one JSON object; bench/decode.py does the same in Python.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning"
)

// result is what one measurement prints; the seconds are the median of the runs.
type result struct {
	Loop            string  `json:"loop"`
	Runtime         string  `json:"runtime"`
	Threads         int     `json:"threads"`
	Prompt          int     `json:"prompt"`
	Steps           int     `json:"steps"`
	Runs            int     `json:"runs"`
	PrefillSeconds  float64 `json:"prefill_seconds"`
	DecodeSeconds   float64 `json:"decode_seconds"`
	TokensPerSecond float64 `json:"tokens_per_second"`
	AllocsPerStep   float64 `json:"allocs_per_step"`
	BytesPerStep    float64 `json:"bytes_per_step"`
	Tokens          []int64 `json:"tokens"`
}

func main() {
	folder := flag.String("bundle", "model/bundles/reference", "the bundle's folder")
	threads := flag.Int("threads", 1, "threads of one operator")
	prompt := flag.Int("prompt", 512, "tokens of the prompt")
	steps := flag.Int("steps", 128, "tokens to decode")
	runs := flag.Int("runs", 5, "how often to measure, after one run that does not count")
	turns := flag.Bool("turns", false, "measure -runs for each line of standard input, so that another program can take turns")
	flag.Parse()
	err := run(*folder, *turns, result{Loop: "go", Threads: *threads, Prompt: *prompt, Steps: *steps, Runs: *runs})
	if err != nil {
		fmt.Fprintln(os.Stderr, "decode:", err)
		os.Exit(1)
	}
}

func run(folder string, turns bool, r result) error {
	cfg, err := config.Default()
	if err != nil {
		return err
	}
	settings := cfg.Reasoning
	settings.Bundle, settings.Threads = folder, r.Threads
	engine, err := reasoning.Open(settings)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	r.Runtime = engine.RuntimeVersion()
	tokens := promptTokens(r.Prompt, engine.Bundle().Description.Decoder.Vocabulary)
	if _, err := engine.Continue(context.Background(), tokens, r.Steps); err != nil {
		return err
	}
	if !turns {
		return measure(engine, tokens, r)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := measure(engine, tokens, r); err != nil {
			return err
		}
	}
	return nil
}

// measure prints the figures of r.Runs runs.
func measure(engine *reasoning.Engine, tokens []int64, r result) error {
	var prefill, decode []time.Duration
	for range r.Runs {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		made, err := engine.Continue(context.Background(), tokens, r.Steps)
		if err != nil {
			return err
		}
		runtime.ReadMemStats(&after)
		r.Tokens = made.Tokens
		r.AllocsPerStep = float64(after.Mallocs-before.Mallocs) / float64(r.Steps)
		r.BytesPerStep = float64(after.TotalAlloc-before.TotalAlloc) / float64(r.Steps)
		prefill, decode = append(prefill, made.Prefill), append(decode, made.Decode)
	}
	r.PrefillSeconds, r.DecodeSeconds = median(prefill).Seconds(), median(decode).Seconds()
	// The first token comes out of the prefill.
	r.TokensPerSecond = float64(r.Steps-1) / r.DecodeSeconds
	return json.NewEncoder(os.Stdout).Encode(r)
}

// promptTokens is the prompt that both languages measure.
func promptTokens(count, vocabulary int) []int64 {
	tokens := make([]int64, count)
	for i := range tokens {
		tokens[i] = int64((i*7919 + 13) % vocabulary)
	}
	return tokens
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

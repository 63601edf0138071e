// Command gpu measures what a device does at most, by copies and products of matrices, and what share of it a bundle's decoder reaches.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// plan is what is measured.
type plan struct {
	device        config.Device
	id            int
	bytes, side   int64
	rounds        int
	prompt, steps int
	bundles       []string
}

func main() {
	device := flag.String("device", "cuda", "what is measured: cpu, cuda, tensorrt or webgpu")
	id := flag.Int("device-id", 0, "number of the NVIDIA GPU")
	bytes := flag.Int64("bytes", 1<<30, "bytes of one copy")
	side := flag.Int64("side", 8192, "rows and columns of a matrix")
	rounds := flag.Int("rounds", 20, "how often each is done")
	prompt := flag.Int("prompt", 1024, "tokens of the prompt")
	steps := flag.Int("steps", 128, "tokens to decode")
	flag.Parse()
	p := plan{config.Device(*device), *id, *bytes, *side, *rounds, *prompt, *steps, flag.Args()}
	if err := p.run(); err != nil {
		fmt.Fprintln(os.Stderr, "gpu:", err)
		os.Exit(1)
	}
}

func (p plan) run() error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	bandwidth, rates, err := p.floors(table)
	if err != nil {
		return err
	}
	for _, bundle := range p.bundles {
		if err := p.decoder(table, bundle, bandwidth, rates); err != nil {
			return fmt.Errorf("bundle %s: %w", bundle, err)
		}
	}
	return table.Flush()
}

// floors prints what the device does at most, and gives its bytes a second and its operations a second by type.
func (p plan) floors(table *tabwriter.Writer) (bandwidth float64, rates map[string]float64, err error) {
	environment, err := onnx.Open(os.Getenv(reasoning.LibraryVariable))
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, environment.Close()) }()
	options := onnx.Options{Device: p.device, DeviceID: p.id}
	place, err := environment.Place(options)
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, place.Close()) }()
	f := floor{environment, place, options, p.rounds}
	fmt.Fprintf(table, "device\t%s %d\tONNX Runtime %s\n", p.device, p.id, environment.Version())
	if bandwidth, err = f.copies(p.bytes); err != nil {
		return 0, nil, fmt.Errorf("copy within the device: %w", err)
	}
	fmt.Fprintf(table, "copy within the device, read and written\t%.1f GB/s\t%d bytes\n", bandwidth/1e9, p.bytes)
	for _, way := range []struct {
		name string
		make func(onnx.Element, ...int64) (*onnx.Tensor, error)
	}{{"staging memory", place.Stage}, {"plain memory", onnx.New}} {
		rate, err := f.uploads(p.bytes, way.make)
		if err != nil {
			return 0, nil, fmt.Errorf("copy from %s: %w", way.name, err)
		}
		fmt.Fprintf(table, "copy to the device from %s\t%.1f GB/s\t%d bytes\n", way.name, rate/1e9, p.bytes)
	}
	rates = map[string]float64{}
	for _, element := range []onnx.Element{onnx.Float32, onnx.Float16, onnx.BFloat16} {
		rate, err := f.products(element, p.side)
		if err != nil {
			fmt.Fprintf(table, "product of matrices, %s\tnot measured\t%v\n", element, err)
			continue
		}
		rates[element.String()] = rate
		fmt.Fprintf(table, "product of matrices, %s\t%.2f TFLOP/s\t%d rows and columns\n", element, rate/1e12, p.side)
	}
	return bandwidth, rates, nil
}

// decoder prints a bundle's prefill and decoding, one sequence, beside their floors.
func (p plan) decoder(table *tabwriter.Writer, folder string, bandwidth float64, rates map[string]float64) (err error) {
	cfg, err := config.Default()
	if err != nil {
		return err
	}
	settings := cfg.Reasoning
	settings.Bundle, settings.Device, settings.DeviceID = folder, p.device, p.id
	began := time.Now()
	engine, err := reasoning.Open(settings)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	description := &engine.Bundle().Description
	loaded := time.Since(began)
	tokens := make([]int64, p.prompt)
	for i := range tokens {
		tokens[i] = int64((i*7919 + 13) % description.Decoder.Vocabulary)
	}
	if _, err := engine.Continue(context.Background(), tokens, p.steps); err != nil {
		return err
	}
	made, err := engine.Continue(context.Background(), tokens, p.steps)
	if err != nil {
		return err
	}
	weights, err := weightBytes(folder, description.Graphs.Decoder)
	if err != nil {
		return err
	}
	fmt.Fprintf(table, "%s, loaded\t%.2f s\t%s, decoder of %d bytes\n", engine.Bundle().ID(), loaded.Seconds(), description.NumberType, weights)
	perStep := made.Decode.Seconds() / float64(p.steps-1)
	fmt.Fprintf(table, "decode, 1 sequence\t%.2f tokens/s\t%.1f %% of weight bytes by copied bytes a second\n", 1/perStep, 100*float64(weights)/bandwidth/perStep)
	fmt.Fprintf(table, "prefill of %d tokens\t%.4f s\t%s\n", p.prompt, made.Prefill.Seconds(), prefillShare(p.prompt, weights, made.Prefill, string(description.NumberType), rates))
	return nil
}

// prefillShare is that of two operations for each weight and token; weights of fewer bits than the type's make it no share.
func prefillShare(prompt int, weights int64, took time.Duration, numbers string, rates map[string]float64) string {
	rate, known := rates[numbers]
	if !known {
		return "its floor is not known: products of " + numbers + " were not measured"
	}
	size := int64(2)
	if numbers == "float32" {
		size = 4
	}
	operations := 2 * float64(weights/size) * float64(prompt)
	return fmt.Sprintf("%.1f %% of its operations by the products' rate (%s weights)", 100*operations/rate/took.Seconds(), numbers)
}

// weightBytes are the decoder's graph and the files of its weights, which are named after it.
func weightBytes(folder, graph string) (sum int64, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		if !strings.HasPrefix(file.Name(), strings.TrimSuffix(graph, filepath.Ext(graph))) {
			continue
		}
		info, err := file.Info()
		if err != nil {
			return 0, err
		}
		sum += info.Size()
	}
	return sum, nil
}

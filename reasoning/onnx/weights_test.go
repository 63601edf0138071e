package onnx

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const weightsFile = "test.onnx.data"

// writeProduct writes a graph that multiplies [Free, side] by a matrix which lies in a file beside it, side·i + j at row i and column j.
func writeProduct(t *testing.T, side int) (path string, signature Signature) {
	t.Helper()
	signature = Signature{
		Inputs:  []Port{{Name: "x", Element: Float32, Shape: []int64{Free, int64(side)}}},
		Outputs: []Port{{Name: "y", Element: Float32, Shape: []int64{Free, int64(side)}}},
	}
	var weights []byte
	for at := range side * side {
		weights = binary.LittleEndian.AppendUint32(weights, math.Float32bits(float32(at)))
	}
	entry := func(key, value string) []byte { return block(13, text(1, key), text(2, value)) }
	matrix := block(5, number(1, uint64(side)), number(1, uint64(side)), number(2, uint64(Float32)), text(8, "w"),
		entry("location", weightsFile), entry("offset", "0"), entry("length", strconv.Itoa(len(weights))), number(14, 1))
	path = writeModel(t, graphBytes([]graphNode{{operator: "MatMul", inputs: []string{"x", "w"}, outputs: []string{"y"}}}, signature, matrix))
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), weightsFile), weights, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, signature
}

// TestWeightsLieWhereTheyAreTold looks whether the file of the weights is part of the process's memory, and multiplies by them.
func TestWeightsLieWhereTheyAreTold(t *testing.T) {
	const side = 256
	environment := openEnvironment(t)
	for name, mapped := range map[string]bool{"packed": false, "mapped": true} {
		t.Run(name, func(t *testing.T) {
			path, signature := writeProduct(t, side)
			session := loadOn(t, environment, path, signature, Options{Threads: 1, Mapped: mapped})
			maps, err := os.ReadFile("/proc/self/maps")
			if err != nil {
				t.Skipf("the process's memory is not told: %v", err)
			}
			if found := strings.Contains(string(maps), filepath.Join(filepath.Dir(path), weightsFile)); found != mapped {
				t.Errorf("the file of the weights is mapped: %v, want %v", found, mapped)
			}
			x, y := newTensor(t, Float32, 2, side), newTensor(t, Float32, 2, side)
			x.Float32s()[3], x.Float32s()[side+5] = 1, 2
			if err := session.Run(context.Background(), []*Tensor{x}, []*Tensor{y}); err != nil {
				t.Fatal(err)
			}
			for column := range side {
				if got, want := y.Float32s()[column], float32(3*side+column); got != want {
					t.Fatalf("row 0, column %d: %v, want %v", column, got, want)
				}
				if got, want := y.Float32s()[side+column], float32(2*(5*side+column)); got != want {
					t.Fatalf("row 1, column %d: %v, want %v", column, got, want)
				}
			}
		})
	}
}

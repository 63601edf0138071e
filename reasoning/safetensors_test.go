package reasoning

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// stored is one array of a safetensors file.
type stored struct {
	Type    string `json:"dtype"`
	Shape   []int
	Offsets [2]int `json:"data_offsets"`
	bytes   []byte
}

func (s stored) floats(t *testing.T) []float32 {
	t.Helper()
	if s.Type != "F32" {
		t.Fatalf("an array has type %s, want F32", s.Type)
	}
	list := make([]float32, len(s.bytes)/4)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(s.bytes[4*i:]))
	}
	return list
}

func (s stored) integers(t *testing.T) []int64 {
	t.Helper()
	if s.Type != "I64" {
		t.Fatalf("an array has type %s, want I64", s.Type)
	}
	list := make([]int64, len(s.bytes)/8)
	for i := range list {
		list[i] = int64(binary.LittleEndian.Uint64(s.bytes[8*i:]))
	}
	return list
}

func readArrays(t *testing.T, path string) map[string]stored {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	length := binary.LittleEndian.Uint64(content)
	var arrays map[string]stored
	if err := json.Unmarshal(content[8:8+length], &arrays); err != nil {
		t.Fatal(err)
	}
	for name, array := range arrays {
		array.bytes = content[8+int(length)+array.Offsets[0] : 8+int(length)+array.Offsets[1]]
		arrays[name] = array
	}
	return arrays
}

package onnx

import (
	"context"
	"syscall"
	"testing"
)

const (
	cacheHeads    = 1
	cacheWidth    = 8
	cacheCapacity = 16
)

// attentionSignature is one GroupQueryAttention as decoders use it: past and present of one capacity.
func attentionSignature() Signature {
	cache := []int64{1, cacheHeads, Free, cacheWidth}
	row := []int64{1, Free, cacheHeads * cacheWidth}
	return Signature{
		Inputs: []Port{{"query", Float32, row}, {"key", Float32, row}, {"value", Float32, row}, {"past_key", Float32, cache},
			{"past_value", Float32, cache}, {"seqlens_k", Int32, []int64{1}}, {"total_sequence_length", Int32, []int64{1}}},
		Outputs: []Port{{"output", Float32, row}, {"present_key", Float32, cache}, {"present_value", Float32, cache}},
	}
}

func attentionGraph() []byte {
	signature := attentionSignature()
	node := graphNode{operator: "GroupQueryAttention", domain: "com.microsoft",
		inputs: portNames(signature.Inputs), outputs: portNames(signature.Outputs),
		attributes: append(intAttribute("num_heads", 1), intAttribute("kv_num_heads", cacheHeads)...)}
	return graphBytes([]graphNode{node}, signature)
}

// TestCacheIsWrittenInPlace ties one buffer to both past and present and looks at every value of it after each step.
func TestCacheIsWrittenInPlace(t *testing.T) {
	environment := openEnvironment(t)
	session := load(t, environment, writeModel(t, attentionGraph()), attentionSignature())
	key, value := newTensor(t, Float32, 1, cacheHeads, cacheCapacity, cacheWidth), newTensor(t, Float32, 1, cacheHeads, cacheCapacity, cacheWidth)
	const sentinel = -12345
	for i := range key.Float32s() {
		key.Float32s()[i], value.Float32s()[i] = sentinel, sentinel
	}
	address := &key.Bytes()[0]
	length := 0
	for _, tokens := range []int{3, 1, 1} {
		row := newTensor(t, Float32, 1, int64(tokens), cacheWidth)
		fill(row.Float32s(), float32(length+1))
		out := newTensor(t, Float32, 1, int64(tokens), cacheWidth)
		length += tokens
		seqlens, total := newTensor(t, Int32, 1), newTensor(t, Int32, 1)
		seqlens.Int32s()[0], total.Int32s()[0] = int32(length-1), int32(length)
		inputs, outputs := []*Tensor{row, row, row, key, value, seqlens, total}, []*Tensor{out, key, value}
		if tokens > 1 {
			if err := session.Run(context.Background(), inputs, outputs); err != nil {
				t.Fatal(err)
			}
		} else {
			runBound(t, session, inputs, outputs)
		}
		if address != &key.Bytes()[0] {
			t.Fatal("the cache moved")
		}
		checkCache(t, key.Float32s(), length, sentinel)
		checkCache(t, value.Float32s(), length, sentinel)
	}
}

func runBound(t *testing.T, session *Session, inputs, outputs []*Tensor) {
	t.Helper()
	binding, err := session.Bind(inputs, outputs)
	if err != nil {
		t.Fatal(err)
	}
	if err := binding.Run(); err != nil {
		t.Error(err)
	}
	closed(t, binding)
}

// fill gives each token its own value: the first token has the given one.
func fill(row []float32, first float32) {
	for i := range row {
		row[i] = first + float32(i/cacheWidth)
	}
}

func checkCache(t *testing.T, cache []float32, length int, sentinel float32) {
	t.Helper()
	for i, got := range cache {
		want := sentinel
		if token := i / cacheWidth; token < length {
			want = float32(token + 1)
		}
		if got != want {
			t.Fatalf("after %d tokens, value %d of the cache is %v, want %v", length, i, got, want)
		}
	}
}

// TestPastIsNeverWritten makes the pages of the past read-only: a step that copied the past would end the process.
func TestPastIsNeverWritten(t *testing.T) {
	environment := openEnvironment(t)
	session := load(t, environment, writeModel(t, attentionGraph()), attentionSignature())
	past := syscall.Getpagesize() / (4 * cacheWidth)
	capacity := int64(4 * past)
	key, value := newTensor(t, Float32, 1, cacheHeads, capacity, cacheWidth), newTensor(t, Float32, 1, cacheHeads, capacity, cacheWidth)
	fill(key.Float32s()[:past*cacheWidth], 1)
	fill(value.Float32s()[:past*cacheWidth], 1)
	row, out := newTensor(t, Float32, 1, 1, cacheWidth), newTensor(t, Float32, 1, 1, cacheWidth)
	fill(row.Float32s(), 7)
	seqlens, total := newTensor(t, Int32, 1), newTensor(t, Int32, 1)
	seqlens.Int32s()[0], total.Int32s()[0] = int32(past), int32(past+1)
	protect(t, key, syscall.PROT_READ)
	protect(t, value, syscall.PROT_READ)
	runBound(t, session, []*Tensor{row, row, row, key, value, seqlens, total}, []*Tensor{out, key, value})
	if got := key.Float32s()[past*cacheWidth]; got != 7 {
		t.Errorf("the new position holds %v, want 7", got)
	}
	if got := out.Float32s()[0]; !(got > 1) {
		t.Errorf("the step did not attend to the past: %v", got)
	}
}

func protect(t *testing.T, tensor *Tensor, access int) {
	t.Helper()
	if err := syscall.Mprotect(tensor.Bytes()[:syscall.Getpagesize()], access); err != nil {
		t.Fatal(err)
	}
}

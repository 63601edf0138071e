package onnx

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func signatureGraphs() map[string][]byte {
	return map[string][]byte{
		"add":       modelBytes(addGraph()),
		"attention": modelBytes(attentionGraph()),
		"endless":   modelBytes(endlessGraph()),
	}
}

func TestReadSignature(t *testing.T) {
	want := map[string]Signature{"add": addSignature(), "attention": attentionSignature(), "endless": endlessSignature()}
	for name, content := range signatureGraphs() {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := ReadSignature(path)
		if err != nil || !reflect.DeepEqual(got, want[name]) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, want[name])
		}
	}
}

func TestReadSignatureRefusesDamage(t *testing.T) {
	content := modelBytes(attentionGraph())
	for _, length := range []int{0, 1, 5, len(content) / 2} {
		damaged := content[:length]
		_, err := readModel(message{data: bytes.NewReader(damaged), end: int64(length)})
		if !errors.Is(err, errMessage) {
			t.Errorf("%d bytes of %d: %v", length, len(content), err)
		}
	}
}

func FuzzReadSignature(f *testing.F) {
	for _, content := range signatureGraphs() {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		signature, err := readModel(message{data: bytes.NewReader(content), end: int64(len(content))})
		if err == nil && len(signature.Inputs)+len(signature.Outputs) > 2*maximumPortCount {
			t.Error("over the limit of ports")
		}
	})
}

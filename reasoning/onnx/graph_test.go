package onnx

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func intAttribute(name string, value uint64) []byte {
	return block(5, text(1, name), number(3, value), number(20, 2))
}

func graphAttribute(name string, graph []byte) []byte {
	return block(5, text(1, name), block(6, graph), number(20, 5))
}

func int64Initializer(name string, value int64) []byte {
	return block(5, number(2, uint64(Int64)), number(7, uint64(value)), text(8, name))
}

func boolInitializer(name string) []byte {
	return block(5, number(2, 9), number(5, 1), text(8, name))
}

func writeModel(t testing.TB, graph []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.onnx")
	if err := os.WriteFile(path, modelBytes(graph), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openEnvironment(t testing.TB) *Environment {
	t.Helper()
	library := os.Getenv("THINKER3D_ONNXRUNTIME")
	if library == "" {
		t.Skip("THINKER3D_ONNXRUNTIME does not name an onnx runtime library")
	}
	environment, err := Open(library)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, environment) })
	return environment
}

func closed(t testing.TB, closer interface{ Close() error }) {
	t.Helper()
	if err := closer.Close(); err != nil {
		t.Error(err)
	}
}

func newTensor(t testing.TB, element Element, shape ...int64) *Tensor {
	t.Helper()
	tensor, err := New(element, shape...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, tensor) })
	return tensor
}

func load(t testing.TB, environment *Environment, path string, want Signature) *Session {
	t.Helper()
	session, err := environment.Load(path, want, Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, session) })
	return session
}

func loadOn(t testing.TB, environment *Environment, path string, want Signature, options Options) *Session {
	t.Helper()
	session, err := environment.Load(path, want, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, session) })
	return session
}

// residentBytes is what the process has of the machine's memory.
func residentBytes(t testing.TB) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skipf("the process's memory is not told: %v", err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

package onnx

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// The functions below write ONNX files for the tests, field by field.

func number(tag uint64, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, tag<<3), value)
}

func block(tag uint64, parts ...[]byte) []byte {
	var body []byte
	for _, part := range parts {
		body = append(body, part...)
	}
	head := binary.AppendUvarint(binary.AppendUvarint(nil, tag<<3|2), uint64(len(body)))
	return append(head, body...)
}

func text(tag uint64, value string) []byte { return block(tag, []byte(value)) }

func valueInfo(port Port) []byte {
	var axes []byte
	for i, length := range port.Shape {
		axis := number(axisLength, uint64(length))
		if length == Free {
			axis = text(2, string(rune('a'+i)))
		}
		axes = append(axes, block(shapeAxis, axis)...)
	}
	tensor := number(tensorElement, uint64(port.Element))
	if port.Shape != nil {
		tensor = append(tensor, block(tensorShape, axes)...)
	}
	return append(text(valueName, port.Name), block(valueType, block(typeTensor, tensor))...)
}

type graphNode struct {
	operator, domain string
	inputs, outputs  []string
	attributes       []byte
}

func (n graphNode) bytes() []byte {
	var out []byte
	for _, name := range n.inputs {
		out = append(out, text(1, name)...)
	}
	for _, name := range n.outputs {
		out = append(out, text(2, name)...)
	}
	out = append(out, text(4, n.operator)...)
	out = append(out, n.attributes...)
	if n.domain != "" {
		out = append(out, text(7, n.domain)...)
	}
	return out
}

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

func graphBytes(nodes []graphNode, signature Signature, initializers ...[]byte) []byte {
	var out []byte
	for _, node := range nodes {
		out = append(out, block(1, node.bytes())...)
	}
	out = append(out, text(2, "test")...)
	for _, initializer := range initializers {
		out = append(out, initializer...)
	}
	for _, port := range signature.Inputs {
		out = append(out, block(graphInput, valueInfo(port))...)
	}
	for _, port := range signature.Outputs {
		out = append(out, block(graphOutput, valueInfo(port))...)
	}
	return out
}

func modelBytes(graph []byte) []byte {
	out := number(1, 8)
	out = append(out, block(modelGraph, graph)...)
	out = append(out, block(8, number(2, 17))...)
	return append(out, block(8, text(1, "com.microsoft"), number(2, 1))...)
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

package onnx

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// Signature is what goes into a graph and what comes out.
type Signature struct {
	Inputs  []Port
	Outputs []Port
}

// ReadSignature reads the inputs and outputs of an ONNX file without loading its weights.
func ReadSignature(path string) (Signature, error) {
	file, err := os.Open(path)
	if err != nil {
		return Signature{}, fmt.Errorf("open graph: %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return Signature{}, fmt.Errorf("measure graph: %w", err)
	}
	signature, err := readModel(message{data: file, end: info.Size()})
	if err != nil {
		return Signature{}, fmt.Errorf("read graph %s as ONNX: %w", path, err)
	}
	return signature, nil
}

// check says how the graph differs from the wanted signature, nil if it serves.
func (s Signature) check(want Signature) error {
	if err := checkPorts("input", s.Inputs, want.Inputs); err != nil {
		return err
	}
	if err := checkPorts("output", s.Outputs, want.Outputs); err != nil {
		return err
	}
	for _, port := range s.Inputs {
		if find(want.Inputs, port.Name) < 0 {
			return fmt.Errorf("input %s is not one the bundle's form has", port)
		}
	}
	return nil
}

func checkPorts(kind string, have, want []Port) error {
	for _, port := range want {
		i := find(have, port.Name)
		if i < 0 {
			return fmt.Errorf("%s %s is missing; the graph has %s", kind, port, names(have))
		}
		if !have[i].fits(port) {
			return fmt.Errorf("%s %s does not fit: the bundle asks for %s", kind, have[i], port)
		}
	}
	return nil
}

func find(ports []Port, name string) int {
	return slices.IndexFunc(ports, func(p Port) bool { return p.Name == name })
}

func names(ports []Port) string {
	const most = 12
	list := make([]string, 0, most+1)
	for i, port := range ports {
		if i == most {
			list = append(list, "…")
			break
		}
		list = append(list, port.Name)
	}
	return strings.Join(list, ", ")
}

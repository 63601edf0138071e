package jsonl

import (
	"bytes"
	"encoding/json"
)

// Encode is an object as a line, its end included; keys are in alphabetical order, so that the same object gives the same bytes.
func Encode(keys map[string]json.RawMessage) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(keys)
	return line.Bytes(), err
}

// Value is a value as JSON, with < and > as they are.
func Value(value any) (json.RawMessage, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}

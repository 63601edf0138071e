// Package jsonl reads and writes files of one JSON object a line.
package jsonl

import (
	"encoding/json"
	"fmt"
)

// Line is one object of a file; its keys are told apart as they are spelt.
type Line struct {
	Keys   map[string]json.RawMessage
	Path   string
	Number int
}

// Text is a key's text; absent and null are "", with present false and true.
func (l Line) Text(key string) (text string, present bool, err error) {
	raw, present := l.Keys[key]
	if !present {
		return "", false, nil
	}
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", true, l.Errorf("key %q is no text: %.60s", key, raw)
	}
	return text, true, nil
}

// Needed is a key's text, which must be there and not empty.
func (l Line) Needed(key string) (string, error) {
	text, _, err := l.Text(key)
	if err == nil && text == "" {
		err = l.Errorf("key %q is missing or empty", key)
	}
	return text, err
}

// Into decodes a key; an absent one leaves the value as it is.
func (l Line) Into(key string, value any) error {
	raw, present := l.Keys[key]
	if !present {
		return nil
	}
	if err := json.Unmarshal(raw, value); err != nil {
		return l.Errorf("key %q: %v", key, err)
	}
	return nil
}

// Errorf is an error that says which line of which file it is about.
func (l Line) Errorf(format string, values ...any) error {
	return fmt.Errorf("%s, line %d: %w", l.Path, l.Number, fmt.Errorf(format, values...))
}

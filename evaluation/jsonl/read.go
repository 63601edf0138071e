package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

const (
	// MaximumLine is the most bytes that a line may have, and MaximumLines the most lines of a file.
	MaximumLine  = 16 << 20
	MaximumLines = 1 << 20
)

// Read gives the objects of a file; lines of nothing but space are passed over.
func Read(path string) ([]Line, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return Decode(path, file)
}

// Decode reads lines that are told apart in errors by a path.
func Decode(path string, from io.Reader) ([]Line, error) {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(make([]byte, 64<<10), MaximumLine)
	var lines []Line
	for number := 1; scanner.Scan(); number++ {
		line := Line{Path: path, Number: number}
		if number > MaximumLines {
			return nil, line.Errorf("more than %d lines: split the file", MaximumLines)
		}
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		if !utf8.Valid(text) {
			return nil, line.Errorf("is no UTF-8")
		}
		if err := json.Unmarshal(text, &line.Keys); err != nil {
			return nil, line.Errorf("is no JSON object: %w", err)
		}
		if line.Keys == nil {
			return nil, line.Errorf("is null, no JSON object")
		}
		lines = append(lines, line)
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s: a line after the %d that were read has more than %d bytes", path, len(lines), MaximumLine)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return lines, nil
}

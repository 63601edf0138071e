package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// check refuses what would otherwise fail only after the work was done, or would write over the recording.
func (f *replayFlags) check(recording string) error {
	for _, span := range []struct {
		flag  string
		value time.Duration
	}{{"--at", f.at}, {"--every", f.every}, {"--start", f.start}, {"--duration", f.until}} {
		if span.value < 0 {
			return fmt.Errorf("%s: %s is negative", span.flag, span.value)
		}
	}
	if !(f.rate >= 0) {
		return fmt.Errorf("--rate: %v: must be 0 or more", f.rate)
	}
	for _, question := range f.ask {
		if strings.TrimSpace(question) == "" {
			return errors.New("--ask: the question is empty")
		}
	}
	if f.out != "" && f.report != "" && filepath.Clean(f.out) == filepath.Clean(f.report) {
		return fmt.Errorf("--out and --report both name %s: give each a file of its own", f.out)
	}
	for _, file := range []struct{ flag, path string }{{"--out", f.out}, {"--report", f.report}} {
		if file.path == "" {
			continue
		}
		if err := checkOutput(file.path, recording); err != nil {
			return fmt.Errorf("%s %s: %w", file.flag, file.path, err)
		}
	}
	return nil
}

// checkOutput expects a folder to write into and no file at path but one that may be replaced; input is what is read.
func checkOutput(path, input string) error {
	folder, err := os.Stat(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s: make it first", filepath.Dir(path))
	}
	if err != nil {
		return err
	}
	source, err := os.Stat(input)
	if err != nil {
		return fmt.Errorf("open what is read: %w", err)
	}
	there, err := os.Stat(path)
	switch {
	case os.SameFile(folder, source), err == nil && os.SameFile(there, source):
		return errors.New("lies in what is read: choose another place")
	case err == nil && !there.Mode().IsRegular():
		return errors.New("exists and is no file: choose another name")
	}
	return nil
}

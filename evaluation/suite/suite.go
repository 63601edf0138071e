package suite

import (
	"path/filepath"
	"strings"
	"time"
)

// Suite is a file of cases: which recordings are asked what, and what is expected.
type Suite struct {
	// Config is the configuration file, beside the suite; Settings are laid over it.
	Config   string         `yaml:"config"`
	Settings map[string]any `yaml:"settings"`
	// Bags are paths and globs, for the cases that name none.
	Bags many[string] `yaml:"bags"`
	// Cameras are the names of those that a case looks at which names none, in this order; empty is all.
	Cameras []string `yaml:"cameras"`
	// Start is counted from a recording's first message, Duration from Start; a Duration of 0 is to the end.
	Start    time.Duration `yaml:"start"`
	Duration time.Duration `yaml:"duration"`
	// Rate is how many times as fast as it was recorded a recording is read at most; 0 is as fast as can be.
	Rate float64 `yaml:"rate"`
	// Changes says whether an answer that is not the accepted one fails the suite.
	Changes Changes `yaml:"changes"`
	Cases   []Case  `yaml:"cases"`

	path string
	text []byte
	bags []bagPlan
}

// Path is where the suite was read from.
func (s *Suite) Path() string { return s.path }

// Name is the file's name without its ending.
func (s *Suite) Name() string {
	return strings.TrimSuffix(filepath.Base(s.path), filepath.Ext(s.path))
}

// ConfigPath is the configuration's path, "" if the suite names none.
func (s *Suite) ConfigPath() string {
	if s.Config == "" {
		return ""
	}
	return s.beside(s.Config)
}

// AcceptedPath is the file of accepted results, beside the suite.
func (s *Suite) AcceptedPath() string { return s.beside(s.Name() + ".accepted.yaml") }

// JournalPath is the file of what was answered before a crash, beside the suite.
func (s *Suite) JournalPath() string { return s.beside("." + s.Name() + ".journal.jsonl") }

func (s *Suite) beside(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(s.path), filepath.FromSlash(path))
}

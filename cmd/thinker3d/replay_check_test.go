package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplayRefusesBeforeItWorks proves that what cannot end well is refused before anything is loaded or written.
func TestReplayRefusesBeforeItWorks(t *testing.T) {
	folder := t.TempDir()
	recording, inside := filepath.Join(folder, "drive.mcap"), filepath.Join(folder, "bag", "drive_0.mcap")
	if err := os.Mkdir(filepath.Dir(inside), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{recording, inside} {
		if err := os.WriteFile(path, []byte("a recording"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(folder, "other")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no recording":           {[]string{"--ask", "a"}, "the recording"},
		"unquoted question":      {[]string{recording, "--ask", "where", "is"}, "quotes"},
		"empty question":         {[]string{recording, "--ask", " "}, "--ask"},
		"negative time":          {[]string{recording, "--ask", "a", "--every", "-1s"}, "--every: -1s is negative"},
		"out is the recording":   {[]string{recording, "--ask", "a", "--out", recording}, "what is read"},
		"out is in the bag":      {[]string{filepath.Dir(inside), "--ask", "a", "--out", inside}, "what is read"},
		"report is the bag file": {[]string{inside, "--ask", "a", "--report", inside}, "what is read"},
		"out is a folder":        {[]string{recording, "--ask", "a", "--out", filepath.Dir(inside)}, "is no file"},
		"report in no folder":    {[]string{recording, "--ask", "a", "--report", filepath.Join(other, "a.jsonl")}, "no folder " + other},
		"both to one file":       {[]string{recording, "--ask", "a", "--out", other, "--report", other}, "both name " + other},
		"no configuration":       {[]string{recording, "--ask", "a"}, "no --config is given"},
	} {
		t.Run(name, func(t *testing.T) {
			command := newRootCommand(nil)
			command.SetArgs(append([]string{"replay"}, c.args...))
			command.SetOut(io.Discard)
			err := command.ExecuteContext(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not say %q", err, c.want)
			}
		})
	}
	for _, path := range []string{recording, inside} {
		if text, err := os.ReadFile(path); err != nil || string(text) != "a recording" {
			t.Errorf("%s is now %q, %v", path, text, err)
		}
	}
}

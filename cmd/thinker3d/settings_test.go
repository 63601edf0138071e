package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config/rosargs"
)

// TestROSArgumentsWinOverTheFile has the same setting in the file, in a parameter file and in a single parameter.
func TestROSArgumentsWinOverTheFile(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s := settings{path: write("thinker3d.yaml", "node: {name: eye}\nquestions: {queue: 2, patience: 5s}\nsynchronizer: {queue: 3}\n"), bundle: "bundle"}
	parameters := write("params.yaml", "/robot/head:\n  ros__parameters: {questions: {queue: 4, patience: 6s}}\n/robot/eye:\n  ros__parameters: {questions.queue: 99}\n")
	arguments, err := rosargs.Parse(strings.Fields("-r __node:=head -r __ns:=/robot --log-level debug --params-file " + parameters + " -p questions.queue:=5 -p foot:questions.queue:=98"))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := s.loadFor(arguments)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Node.Name != "head" || cfg.Node.Namespace != "/robot" || cfg.Log.Level != "debug" ||
		cfg.Questions.Queue != 5 || cfg.Questions.Patience.String() != "6s" || cfg.Synchronizer.Queue != 3 {
		t.Errorf("%+v", cfg)
	}
	if _, err := s.loadFor(rosargs.Arguments{Parameters: []rosargs.Parameter{{Name: "questions.quue", Value: "1"}}}); err == nil || !strings.Contains(err.Error(), "quue") {
		t.Errorf("an unknown parameter gave %v", err)
	}
}

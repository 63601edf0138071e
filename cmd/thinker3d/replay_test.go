package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning"
)

// TestEveryOnTheCommandLineWins has a configuration that asks each second of a recording of four.
func TestEveryOnTheCommandLineWins(t *testing.T) {
	if os.Getenv(reasoning.LibraryVariable) == "" {
		t.Skip(reasoning.LibraryVariable + " is not set: it must name libonnxruntime.so (make test sets it)")
	}
	bundle, err := filepath.Abs("../../model/bundles/reference")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "thinker3d.yaml")
	text := fmt.Sprintf("questions: {ask: ['What is left?'], every: 1s}\nreasoning: {bundle: %s}\nlog: {level: error}\n", bundle)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args    []string
		answers int
	}{{nil, 4}, {[]string{"--every", "2s"}, 2}, {[]string{"--every", "0s"}, 1}} {
		command, out := newRootCommand(nil), &bytes.Buffer{}
		command.SetArgs(append([]string{"replay", "../../e2e/sample/room.mcap", "--config", path, "--json"}, c.args...))
		command.SetOut(out)
		if err := command.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		if answers := bytes.Count(out.Bytes(), []byte("\n")); answers != c.answers {
			t.Errorf("%q: %d answers, want %d", c.args, answers, c.answers)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/topics/bag"
)

// TestBagInfoOfADamagedBagFails proves that a script sees the damage, and gets the JSON all the same.
func TestBagInfoOfADamagedBagFails(t *testing.T) {
	whole, err := os.ReadFile("../../e2e/sample/room.mcap")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cut.mcap")
	if err := os.WriteFile(path, whole[:len(whole)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{path: "is damaged", "../../e2e/sample/room.mcap": ""} {
		command, out := newRootCommand(nil), &bytes.Buffer{}
		command.SetArgs([]string{"bag", "info", "--json", name})
		command.SetOut(out)
		err := command.ExecuteContext(t.Context())
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", name, err)
		}
		var info bag.Info
		if err := json.Unmarshal(out.Bytes(), &info); err != nil || (info.Damage == "") != (want == "") {
			t.Errorf("%s: %v, printed %s", name, err, out)
		}
	}
}

// TestBagCommandsEnd has a user who has seen enough.
func TestBagCommandsEnd(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	for _, arguments := range [][]string{{"bag", "info", "--check"}, {"replay", "--ask", "Where?", "--bundle", t.TempDir()}} {
		command := newRootCommand(nil)
		command.SetArgs(append(arguments, "../../e2e/sample/room.mcap"))
		if err := command.ExecuteContext(ended); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "room.mcap") {
			t.Errorf("%s: %v", arguments, err)
		}
	}
}

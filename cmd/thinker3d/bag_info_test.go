package main

import (
	"bytes"
	"encoding/json"
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

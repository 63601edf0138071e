package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestASuiteIsRefusedBeforeItWorks proves that what cannot end well is refused before anything is loaded or written.
func TestASuiteIsRefusedBeforeItWorks(t *testing.T) {
	folder := t.TempDir()
	suite := filepath.Join(folder, "suite.yaml")
	const text = "bags: gone.mcap\ncases: [{name: a, ask: b}]\n"
	broken := filepath.Join(folder, "broken.yaml")
	for path, text := range map[string]string{suite: text, broken: text, filepath.Join(folder, "broken.accepted.yaml"): "results: door\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(folder, "out")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no suite":           {nil, "wanted is one: the suite"},
		"a suite not there":  {[]string{filepath.Join(folder, "other.yaml")}, "other.yaml"},
		"no workers":         {[]string{suite, "--workers", "0"}, "--workers: 0"},
		"both to one file":   {[]string{suite, "--junit", out, "--html", out}, "both name " + out},
		"junit is the suite": {[]string{suite, "--junit", suite}, "--junit " + suite + ": lies in what is read"},
		"html is a folder":   {[]string{suite, "--html", folder}, "is no file"},
		"html in no folder":  {[]string{suite, "--html", filepath.Join(out, "a.html")}, "no folder " + out},
		"no bundle":          {[]string{suite, "--bundle", out}, out},
		"accepted is broken": {[]string{broken, "--bundle", out}, "broken.accepted.yaml:1: cannot unmarshal"},
		"it is written anew": {[]string{broken, "--bundle", out, "--update"}, out},
	} {
		t.Run(name, func(t *testing.T) {
			command := newRootCommand(nil)
			command.SetArgs(append([]string{"test"}, c.args...))
			command.SetOut(io.Discard)
			err := command.ExecuteContext(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not say %q", err, c.want)
			}
		})
	}
	if now, err := os.ReadFile(suite); err != nil || string(now) != text {
		t.Errorf("the suite is now %q, %v", now, err)
	}
}

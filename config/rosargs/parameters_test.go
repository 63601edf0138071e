package rosargs

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "params.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestValues(t *testing.T) {
	path := writeFile(t, `
/robot/eye:
  ros__parameters: {questions: {queue: 3}, log.level: debug}
/**:
  ros__parameters: {use_sim_time: true, questions: {queue: 9, every: 2s}}
robot:
  '*': {ros__parameters: {scene.frame: map}}
/other/eye:
  ros__parameters: {questions.queue: 99}
`)
	a := Arguments{ParameterFiles: []string{path}, Parameters: []Parameter{
		{"", "reasoning.seed", "7"}, {"ear", "reasoning.seed", "8"}, {"eye", "questions.ask", `["left?", "right?"]`},
	}}
	got, err := a.Values("/robot/eye")
	want := map[string]any{
		"use_sim_time": true, "log": map[string]any{"level": "debug"}, "scene": map[string]any{"frame": "map"},
		"questions": map[string]any{"queue": 3, "every": "2s", "ask": []any{"left?", "right?"}}, "reasoning": map[string]any{"seed": 7},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestMatches(t *testing.T) {
	for pattern, fits := range map[string]bool{
		"/**": true, "/robot/eye": true, "/**/eye": true, "/*/eye": true, "/robot/*": true, "/robot/**": true,
		"/eye": false, "/*": false, "/robot": false, "/robot/eye/x": false, "/robot/ey.": false,
	} {
		if matches(pattern, "/robot/eye") != fits {
			t.Errorf("%s", pattern)
		}
	}
	if !matches("/**/eye", "/eye") {
		t.Error("/** must be any number of parts, none too")
	}
}

func TestValuesRefuses(t *testing.T) {
	for want, a := range map[string]Arguments{
		"no such file":               {ParameterFiles: []string{"absent.yaml"}},
		"must be a map that ends in": {ParameterFiles: []string{writeFile(t, "eye: {queue: 3}")}},
		"mapping values":             {ParameterFiles: []string{writeFile(t, "a: b: c")}},
		"a part of its name":         {Parameters: []Parameter{{"", "questions.", "1"}}},
		"-p log.level:=[":            {Parameters: []Parameter{{"", "log.level", "["}}},
	} {
		if _, err := a.Values("/eye"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func FuzzValues(f *testing.F) {
	f.Add("/**:\n  ros__parameters: {a.b: 1, c: [1, 2]}\n")
	f.Add("a: {b: {ros__parameters: {}}}")
	f.Add("ros__parameters: {x: {y: {z: 1}}}")
	f.Fuzz(func(t *testing.T, text string) {
		a := Arguments{ParameterFiles: []string{writeFile(t, text)}}
		if _, err := a.Values("/robot/eye"); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}

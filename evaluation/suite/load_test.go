package suite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWhatIsWrongIsSaidWithItsLine has suites that cannot be meant.
func TestWhatIsWrongIsSaidWithItsLine(t *testing.T) {
	const head = "bags: drive.mcap\ncases:\n- name: door\n  ask: 'Where is it? A. here B. there'\n"
	for name, c := range map[string]struct {
		text  string
		wants []string
	}{
		"nothing":              {"", []string{"is empty"}},
		"no YAML":              {"bags: [", []string{"line 1"}},
		"two documents":        {head + "---\nbags: a\n", []string{"more than one document"}},
		"unknown key":          {"bag: drive.mcap\n" + head, []string{`suite.yaml:1: unknown key "bag"`}},
		"unknown key in case":  {head + "  expct: {letter: A}\n", []string{`suite.yaml:5: unknown key "expct"`}},
		"unknown expectation":  {head + "  expect:\n    letter: A\n    leter: A\n", []string{`suite.yaml:7: unknown key "leter"`}},
		"unknown key in a box": {head + "  expect:\n    obstacle:\n    - {from: [0, 0, 0], to: [1, 1, 1],\n       height: 3}\n", []string{`suite.yaml:8: unknown key "height"`}},
		"unknown alternative":  {head + "  expect: {any: [{number: {value: 1, tol: 2}}]}\n", []string{`suite.yaml:5: unknown key "tol"`}},
		"two at once": {"cases:\n- name: a\n  ask: x\n  expect: {letter: B}\n- name: a\n", []string{
			"suite.yaml:4: case \"a\": letter: \"B\" is expected, and the question has no choices", "suite.yaml:5: case \"a\": the name is taken",
			"has no question", "suite.yaml:2: case \"a\": there is no recording"}},
		"no cases":           {"bags: drive.mcap\n", []string{"cases: there are 0"}},
		"no such letter":     {head + "  expect: {letter: C}\n", []string{`suite.yaml:5: case "door": letter: "C" is expected, and the question's choices go from A to B`}},
		"choices twice":      {head + "  choices: [left, right]\n", []string{"suite.yaml:5", "choices of its own"}},
		"two triggers":       {head + "  at: 1s\n  every: 2s\n", []string{"more than one of at, every and on_message"}},
		"no time":            {head + "  at: [1s, soon]\n", []string{`suite.yaml:5: "soon" is no time`}},
		"negative time":      {head + "  every: -1s\n", []string{"suite.yaml:5", "-1s is negative"}},
		"number, no unit":    {head + "  every: 5\n", []string{"suite.yaml:5", "time.Duration"}},
		"no expression":      {head + "  expect: {matches: '('}\n", []string{"suite.yaml:5", "missing closing )"}},
		"empty alternative":  {head + "  expect: {any: [{letter: A}, {}]}\n", []string{"suite.yaml:5", "an entry expects nothing"}},
		"negative tolerance": {head + "  expect: {number: {value: 1, tolerance: -1}}\n", []string{"suite.yaml:5", "tolerance 0 or more"}},
		"box inside out":     {head + "  expect:\n    obstacle:\n    - {from: [0, 1, 0], to: [1, 0, 1]}\n", []string{"suite.yaml:7", "below that of to"}},
		"flat box":           {head + "  expect:\n    obstacle:\n    - {from: [0, 1], to: [1, 2]}\n", []string{"suite.yaml:7: 2 numbers, must be 3"}},
		"corridor of a spot": {head + "  expect:\n    free:\n    - {from: [0, 1], to: [0, 1], width: 1, top: 1}\n", []string{"suite.yaml:7", "two different places"}},
		"no limit of scale":  {head + "  expect:\n    scale:\n    - {from: [0, 0, 1], to: [0, 1, 1]}\n", []string{"suite.yaml:7", "error above 0"}},
		"same once":          {head + "  expect: {same: 1}\n", []string{"suite.yaml:5", "must be 2 to 100"}},
		"backwards":          {head + "rate: -1\n", []string{"suite.yaml:5: rate: -1: must be 0 or more"}},
		"changes":            {head + "changes: maybe\n", []string{`suite.yaml:5: changes: "maybe": must be tell or fail`}},
		"empty glob":         {"bags:\n- drive.mcap\n- night*.mcap\ncases: [{name: a, ask: b}]\n", []string{"suite.yaml:3: bags: night*.mcap: no recording is there"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(write(t, filepath.Join(t.TempDir(), "suite.yaml"), c.text))
			if err == nil {
				t.Fatal("it was read")
			}
			for _, want := range c.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

// TestRecordingsAreFoundBesideTheSuite has paths, globs, a recording named twice, and one that is not there.
func TestRecordingsAreFoundBesideTheSuite(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b.mcap", "a.mcap", "other.db3"} {
		write(t, filepath.Join(folder, name), "a recording")
	}
	s, err := Load(write(t, filepath.Join(folder, "suite.yaml"), `
bags: [other.db3, "*.mcap", a.mcap]
cases:
- {name: all, ask: What is it}
- {name: some, ask: What is it, bags: [gone.mcap, a.mcap]}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []bagPlan{{name: "other.db3", cases: []int{0}}, {name: "a.mcap", cases: []int{0, 1}}, {name: "b.mcap", cases: []int{0}}, {name: "gone.mcap", cases: []int{1}}}
	if len(s.bags) != len(want) {
		t.Fatalf("recordings %+v", s.bags)
	}
	for i, plan := range s.bags {
		if plan.name != want[i].name || plan.path != filepath.Join(folder, want[i].name) || len(plan.cases) != len(want[i].cases) || plan.cases[0] != want[i].cases[0] {
			t.Errorf("recording %d is %+v, want %+v", i, plan, want[i])
		}
	}
}

func FuzzLoad(f *testing.F) {
	sample, err := os.ReadFile("../../e2e/sample/suite.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(sample))
	f.Add("cases: [{name: a, ask: b, at: [1s, 2026-01-01T00:00:00Z, 7], expect: {any: [{any: [{text: x}]}], number: {value: .nan}}}]")
	f.Add("a: &a [*a]")
	f.Add("~")
	f.Fuzz(func(t *testing.T, text string) {
		s, root, err := parse("suite.yaml", []byte(text))
		if err != nil {
			return
		}
		var problems []error
		s.check(place{file: "suite.yaml", node: root, line: 1, problems: &problems})
	})
}

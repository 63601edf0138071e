package e2e

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const sampleSuite = "sample/suite.yaml"

// times are the only places of the reports that may differ between two runs.
var times = regexp.MustCompile(`<span class="time">[0-9.]+</span>|time="[0-9.]+"`)

// testSample runs the sample's suite and gives its reports without their times: the text, the page and the JUnit file.
func testSample(t *testing.T, args ...string) (reports [3]string, page string) {
	t.Helper()
	needRuntime(t)
	folder := t.TempDir()
	page, junit := filepath.Join(folder, "suite.html"), filepath.Join(folder, "suite.xml")
	result := thinker3d(t, append([]string{"test", sampleSuite, "--html", page, "--junit", junit}, args...)...)
	if result.err != nil {
		t.Fatalf("%v\n%s\n%s", result.err, result.stdout, result.stderr)
	}
	reports[0] = result.stdout
	for i, path := range []string{page, junit} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		reports[i+1] = times.ReplaceAllString(string(text), "a time")
		if reports[i+1] == string(text) {
			t.Errorf("%s has no times", path)
		}
	}
	return reports, page
}

// TestSampleSuiteHoldsWhateverTheWorkers has 1 and 4 workers read the sample's recordings, twice each.
func TestSampleSuiteHoldsWhateverTheWorkers(t *testing.T) {
	first, _ := testSample(t, "--workers", "1")
	if !strings.Contains(first[0], " 0 failed, ") || !strings.Contains(first[0], "room_raw.mcap: ") {
		t.Errorf("text:\n%s", first[0])
	}
	for _, workers := range []string{"1", "4", "4"} {
		again, _ := testSample(t, "--workers", workers)
		for i, name := range []string{"text", "page", "junit"} {
			if again[i] != first[i] {
				t.Errorf("the %s of a run with %s workers is another one", name, workers)
			}
		}
	}
}

// copySample puts a suite over the sample's data into a folder of its own, with an absolute path for what %s stands for.
func copySample(t *testing.T, text string) string {
	t.Helper()
	sample, err := filepath.Abs("sample")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "suite.yaml")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "SAMPLE", sample)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const ownSuite = `
config: SAMPLE/thinker3d.yaml
bags: SAMPLE/room.mcap
changes: fail
cases:
- name: often
  every: 500ms
  ask: 4 images from one spot, each turned 90 degrees further left. In which image is the bookshelf?
  choices: [image 2, image 3, image 4, image 1]
`

// TestASuiteFailsByItsExitCode has a wrong expectation, then one that holds, then accepted results, then others than those.
func TestASuiteFailsByItsExitCode(t *testing.T) {
	needRuntime(t)
	path := copySample(t, ownSuite+"  expect: {matches: garage}\n")
	wrong := thinker3d(t, "test", path)
	if wrong.err == nil || !strings.Contains(wrong.stderr, "8 of 8 failed") || !strings.Contains(wrong.stdout, "matches garage: the answer is ") {
		t.Fatalf("%v\n%s\n%s", wrong.err, wrong.stdout, wrong.stderr)
	}
	path = copySample(t, ownSuite)
	accepted := filepath.Join(filepath.Dir(path), "suite.accepted.yaml")
	for _, args := range [][]string{{"test", path}, {"test", path, "--update"}, {"test", path}} {
		if result := thinker3d(t, args...); result.err != nil {
			t.Fatalf("%v: %v\n%s\n%s", args, result.err, result.stdout, result.stderr)
		}
	}
	text, err := os.ReadFile(accepted)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "model: nano", "model: micro", 1)
	changed = strings.Replace(changed, "choice: ", "choice: not ", 1)
	if err := os.WriteFile(accepted, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	result := thinker3d(t, "test", path)
	if result.err == nil || !strings.Contains(result.stderr, "1 of 8 are not as accepted; --update accepts them") ||
		!strings.Contains(result.stdout, "- choice: not ") || !strings.Contains(result.stdout, "+ choice: ") || !strings.Contains(result.stdout, "the accepted results are of micro") {
		t.Errorf("%v\n%s\n%s", result.err, result.stdout, result.stderr)
	}
	if result := thinker3d(t, "test", path, "--update"); result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	if again, err := os.ReadFile(accepted); err != nil || string(again) != string(text) {
		t.Errorf("the accepted results are not what they were: %v", err)
	}
}

// TestAKilledSuiteGoesOn kills the program after it has judged some answers.
func TestAKilledSuiteGoesOn(t *testing.T) {
	needRuntime(t)
	path := copySample(t, ownSuite)
	killed := exec.CommandContext(t.Context(), program, "test", path)
	stderr, err := killed.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	judged := 0
	for lines := bufio.NewScanner(stderr); judged < 3 && lines.Scan(); {
		if strings.Contains(lines.Text(), "judged") {
			judged++
		}
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	result := thinker3d(t, "test", path)
	var known struct {
		Before int `json:"answered before"`
	}
	found := regexp.MustCompile(`gone on with\s+(\{.*\})`).FindStringSubmatch(result.stderr)
	if result.err != nil || found == nil || json.Unmarshal([]byte(found[1]), &known) != nil || known.Before < 3 {
		t.Fatalf("%v, %d answers known\n%s", result.err, known.Before, result.stderr)
	}
	fresh := thinker3d(t, "test", path)
	if fresh.err != nil || strings.Contains(fresh.stderr, "gone on with") || fresh.stdout != result.stdout {
		t.Errorf("%v: a run from the beginning says\n%s\nand the one that was cut off said\n%s", fresh.err, fresh.stdout, result.stdout)
	}
}

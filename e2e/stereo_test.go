package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/node"
)

// stereoPairs is how many pairs the package holds; number 10 is missing.
const stereoPairs = 13

// stereoBag records the pairs, once a test.
func stereoBag(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("/usr/share/doc/opencv-doc"); err != nil {
		t.Skip("the Debian package opencv-doc, which holds the pictures, is not installed (make test installs it)")
	}
	path := filepath.Join(t.TempDir(), "stereo.mcap")
	build := exec.Command(peerPython(t), "-m", "model.stereo", "--out", path)
	build.Dir = ".."
	if result := execute(t.Context(), build); result.err != nil {
		t.Fatalf("build the stereo bag: %v\n%s%s", result.err, result.stdout, result.stderr)
	}
	return path
}

// TestRealStereoPairs runs the pipeline on real pictures: the calibrated stereo pairs of Debian's opencv-doc.
func TestRealStereoPairs(t *testing.T) {
	needRuntime(t)
	bag := stereoBag(t)
	result := thinker3d(t, "replay", bag, "--bundle", untrained, "--ask", question, "--every", "1ms", "--json")
	if result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	answers := 0
	for decoder := json.NewDecoder(strings.NewReader(result.stdout)); decoder.More(); answers++ {
		var report node.Report
		if err := decoder.Decode(&report); err != nil {
			t.Fatal(err)
		}
		if len(report.Views) != 2 || report.Views[0].Camera != "stereo/left" || report.Views[0].StampNanos != report.Views[1].StampNanos {
			t.Errorf("views %+v", report.Views)
		}
		if report.Status == "error" {
			t.Errorf("answer %d: %s", answers, report.Reason)
		}
	}
	if answers != stereoPairs {
		t.Errorf("%d answers, want one for each of %d pairs", answers, stereoPairs)
	}
}

package e2e

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestNothingIsReported proves that ONNX Runtime, whose published builds report their use, keeps to itself: it would
// leave its reports and an identity of the machine in the home folder.
func TestNothingIsReported(t *testing.T) {
	needRuntime(t)
	home := t.TempDir()
	replay := exec.Command(program, "replay", sampleBag, "--config", sampleConfig, "--ask", question)
	replay.Env = append(slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "ORT_") || strings.HasPrefix(variable, "XDG_")
	}), "HOME="+home)
	if result := execute(t.Context(), replay); result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	if left, _ := os.ReadDir(home); len(left) > 0 {
		t.Errorf("%s was left in the home folder", left[0].Name())
	}
}

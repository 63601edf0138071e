package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestNoPictureIsLostInSilence runs bench/load for a moment: each picture that was sent has either come or been counted.
func TestNoPictureIsLostInSilence(t *testing.T) {
	needRuntime(t)
	load := filepath.Join(t.TempDir(), "load")
	if built := execute(t.Context(), exec.Command("go", "build", "-o", load, "../bench/load")); built.err != nil {
		t.Fatalf("build bench/load: %v\n%s", built.err, built.stderr)
	}
	result := execute(t.Context(), exec.Command(load, "-thinker3d", program, "-bundle", untrained, "-domain", "88",
		"-width", "640", "-height", "480", "-rate", "10", "-duration", "3s"))
	if result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	var got struct {
		Sent, Received, Lost, Used uint64
		Dropped                    map[string]uint64
	}
	if err := json.Unmarshal([]byte(result.stdout), &got); err != nil {
		t.Fatalf("%v\n%s", err, result.stdout)
	}
	accounted := got.Used
	for _, count := range got.Dropped {
		accounted += count
	}
	// Some of each camera's small pictures may come before the two ends know each other, and some still wait at the end.
	const cameras, small, waiting = 6, 5, 8
	known := got.Received + got.Lost
	if got.Received == 0 || known > got.Sent || known+cameras*small < got.Sent || accounted > got.Received || accounted+cameras*waiting < got.Received {
		t.Errorf("%+v", got)
	}
}

package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// growthMiB is by how much the memory may be greater in the last fifth of the time than in the second: 3 pictures of each
// camera, which a stall of the machine may still add, and what the garbage collector leaves. One picture in ten that is
// never released makes more.
const growthMiB = 24

// TestNoPictureIsLostInSilence runs bench/load for a moment: each picture that was sent has either come or been counted, and
// none is kept.
func TestNoPictureIsLostInSilence(t *testing.T) {
	needRuntime(t)
	load := filepath.Join(t.TempDir(), "load")
	if built := execute(t.Context(), exec.Command("go", "build", "-o", load, "../bench/load")); built.err != nil {
		t.Fatalf("build bench/load: %v\n%s", built.err, built.stderr)
	}
	result := execute(t.Context(), exec.Command(load, "-thinker3d", program, "-bundle", untrained, "-domain", "88",
		"-width", "640", "-height", "480", "-rate", "10", "-duration", "10s"))
	if result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	var got struct {
		Sent, Received, Lost, Used uint64
		Dropped                    map[string]uint64
		Memory                     []float64 `json:"resident_mib"`
	}
	if err := json.Unmarshal([]byte(result.stdout), &got); err != nil {
		t.Fatalf("%v\n%s", err, result.stdout)
	}
	if len(got.Memory) != 5 || got.Memory[4] > got.Memory[1]+growthMiB {
		t.Errorf("the memory in the fifths of the time was %v MiB", got.Memory)
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

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/node"
)

// metricConfig is that of the sample's cameras with other sections, as a file.
func metricConfig(t *testing.T, sections string) string {
	t.Helper()
	sample, err := os.ReadFile(sampleConfig)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := filepath.Abs("../model/bundles/nano")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "metric.yaml")
	cameras, _, _ := strings.Cut(string(sample), "\nreasoning:")
	if err := os.WriteFile(path, fmt.Appendf(nil, "%s\nreasoning: {bundle: %s}\n%s", cameras, bundle, sections), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAReplayThatStartsLaterKnowsWhereTheCamerasAre leaves out the recording's beginning, where /tf_static is.
func TestAReplayThatStartsLaterKnowsWhereTheCamerasAre(t *testing.T) {
	config := metricConfig(t, "scene: {target_frame: odom, ground_height: 0}\nrig: {geometry: known}\n")
	for _, start := range []string{"0s", "2s"} {
		r := replaySample(t, "--config", config, "--ask", question, "--start", start)
		if len(r.reports) != 1 || !r.reports[0].ScaleKnown || r.reports[0].ScenePoints == 0 {
			t.Errorf("from %s on: %+v", start, r.reports)
		}
	}
}

// TestStereoPairsAreUndistorted replays the real pairs, which are bent, straightened; and says so when a picture is not of its calibration's size.
func TestStereoPairsAreUndistorted(t *testing.T) {
	needRuntime(t)
	bag, folder := stereoBag(t), t.TempDir()
	for name, c := range map[string]struct{ sections, want string }{
		"by the camera infos": {"rig: {undistort: true, geometry: known}\nscene: {target_frame: base_link}\n", ""},
		"another size": {`rig: {undistort: true}
scene: {target_frame: base_link}
cameras:
  - {name: left, image_topic: /stereo/left/image_raw/compressed, intrinsics: {width: 320, height: 240, focal: [268, 268], centre: [160, 120]}}
`, "camera left, its intrinsics: the picture is 640×480, its camera info is for 320×240"},
	} {
		path := filepath.Join(folder, "stereo.yaml")
		if err := os.WriteFile(path, []byte(c.sections), 0o600); err != nil {
			t.Fatal(err)
		}
		result := thinker3d(t, "replay", bag, "--config", path, "--bundle", untrained, "--ask", question, "--out", filepath.Join(folder, name+".mcap"), "--json")
		if result.err != nil {
			t.Fatalf("%s: %v\n%s", name, result.err, result.stderr)
		}
		var report node.Report
		if err := json.Unmarshal([]byte(result.stdout), &report); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(report.Reason, "camera info") != (c.want != "") || !strings.Contains(report.Reason, c.want) || len(report.Views) == 0 || report.Status == "error" {
			t.Errorf("%s: %+v", name, report)
		}
	}
}

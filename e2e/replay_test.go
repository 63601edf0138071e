package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/node"
)

// untrained is the bundle of random weights, for what does not hang on the answer.
const untrained = "../model/bundles/reference"

const question = "4 images from one spot, each turned 90 degrees further left. Which of these is nearest to the camera? A. toy chest B. plant C. sofa D. wardrobe"

// replayed is what a replay of the sample left.
type replayed struct {
	outcome
	bag     string
	reports []node.Report
}

func replaySample(t *testing.T, args ...string) replayed {
	t.Helper()
	needRuntime(t)
	folder := t.TempDir()
	r := replayed{bag: filepath.Join(folder, "out.mcap")}
	report := filepath.Join(folder, "out.jsonl")
	r.outcome = thinker3d(t, append([]string{"replay", sampleBag, "--config", sampleConfig, "--out", r.bag, "--report", report}, args...)...)
	if r.err != nil {
		t.Fatalf("replay: %v\n%s", r.err, r.stderr)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var one node.Report
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		r.reports = append(r.reports, one)
	}
	return r
}

func TestReplayAnswersAndImagines(t *testing.T) {
	r := replaySample(t, "--ask", question, "--ask", "4 images from one spot, each turned 90 degrees further left. Seen from image 1, where is the door? A. right B. left C. behind D. ahead")
	if len(r.reports) != 2 {
		t.Fatalf("%d answers, want 2", len(r.reports))
	}
	for _, report := range r.reports {
		cameras := []string{}
		for _, view := range report.Views {
			cameras = append(cameras, view.Camera)
			if spread := report.StampNanos - view.StampNanos; spread < 0 || spread > 20e6 {
				t.Errorf("%s is %d ns before the moment", view.Camera, spread)
			}
		}
		if !slices.Equal(cameras, []string{"front", "left", "back", "right"}) {
			t.Errorf("views %v", cameras)
		}
		if report.LatentCount == 0 || report.ScenePoints == 0 || report.ScaleKnown {
			t.Errorf("report %+v", report)
		}
	}
	if strings.Contains(r.stdout+r.stderr, "UNTRAINED") {
		t.Error("output or log say that the model is untrained")
	}
}

func TestAnUntrainedModelIsCalledSo(t *testing.T) {
	r := replaySample(t, "--bundle", untrained, "--ask", question)
	if !strings.Contains(r.stdout, "UNTRAINED") || !strings.Contains(r.stderr, "UNTRAINED") || len(r.reports) != 1 || r.reports[0].ModelTrained {
		t.Errorf("output, log and report do not all say that the model is untrained: %+v\n%s\n%s", r.reports, r.stdout, r.stderr)
	}
}

// TestOthersReadWhatReplayWrites has the bag read by rosbags and mcap and compares it with the report.
func TestOthersReadWhatReplayWrites(t *testing.T) {
	r := replaySample(t, "--ask", question, "--every", "1s")
	if len(r.reports) < 4 {
		t.Fatalf("%d answers in a recording of 5 s, want one a second", len(r.reports))
	}
	var read struct {
		Rosbags struct {
			Topics  map[string]string
			Answers []struct {
				Question, Answer string
				Stamp            int64
				LogTime          int64 `json:"log_time"`
				Views            []string
				ScenePoints      uint32 `json:"scene_points"`
			}
			Clouds []struct {
				FrameID string `json:"frame_id"`
				Stamp   int64
				LogTime int64 `json:"log_time"`
				Points  uint32
				Finite  bool
				Views   []int
			}
			Poses []struct {
				Stamp   int64
				Lengths []float64
			}
			Transforms [][]any
		}
		Mcap map[string]int
	}
	python(t, &read, "read_bag.py", r.bag)
	if read.Rosbags.Topics["/thinker3d/answer"] != "thinker3d_msgs/msg/SpatialAnswer" || read.Rosbags.Topics["/thinker3d/points"] != "sensor_msgs/msg/PointCloud2" {
		t.Errorf("topics %v", read.Rosbags.Topics)
	}
	for _, topic := range []string{"/thinker3d/answer", "/thinker3d/points", "/thinker3d/camera_poses", "/tf"} {
		if read.Mcap[topic] != len(r.reports) {
			t.Errorf("mcap reads %d messages of %s, want %d", read.Mcap[topic], topic, len(r.reports))
		}
	}
	for i, report := range r.reports {
		answer, cloud, poses := read.Rosbags.Answers[i], read.Rosbags.Clouds[i], read.Rosbags.Poses[i]
		if answer.Question != report.Question || answer.Answer != report.Answer || answer.Stamp != report.StampNanos || len(answer.Views) != 4 {
			t.Errorf("answer %+v, reported %+v", answer, report)
		}
		if cloud.Points != report.ScenePoints || cloud.Stamp != report.StampNanos || cloud.FrameID != "thinker3d_scene" || !cloud.Finite || len(cloud.Views) == 0 {
			t.Errorf("cloud %+v, reported %+v", cloud, report)
		}
		if poses.Stamp != report.StampNanos || len(poses.Lengths) != 4 || slices.ContainsFunc(poses.Lengths, func(l float64) bool { return l < 0.999 || l > 1.001 }) {
			t.Errorf("poses %+v", poses)
		}
		frame := []any{"camera_front_optical_frame", "thinker3d_scene", float64(report.StampNanos)}
		if i >= len(read.Rosbags.Transforms) || !slices.Equal(read.Rosbags.Transforms[i], frame) {
			t.Errorf("transforms %v, want %v", read.Rosbags.Transforms, frame)
		}
		if cloud.LogTime < cloud.Stamp || cloud.LogTime > cloud.Stamp+1e9 {
			t.Errorf("cloud logged at %d for a stamp of %d", cloud.LogTime, cloud.Stamp)
		}
	}
}

func TestSameBytesInSameAnswersOut(t *testing.T) {
	first, second := replaySample(t, "--ask", question, "--every", "2s"), replaySample(t, "--ask", question, "--every", "2s")
	if len(first.reports) < 2 || len(first.reports) != len(second.reports) {
		t.Fatalf("%d and %d answers", len(first.reports), len(second.reports))
	}
	for i := range first.reports {
		a, b := first.reports[i], second.reports[i]
		a.Seconds, b.Seconds = node.Seconds{}, node.Seconds{}
		textA, _ := json.Marshal(a)
		textB, _ := json.Marshal(b)
		if !bytes.Equal(textA, textB) {
			t.Errorf("answer %d differs:\n%s\n%s", i, textA, textB)
		}
	}
}

func TestReplayFindsCamerasByItself(t *testing.T) {
	needRuntime(t)
	result := thinker3d(t, "replay", sampleBag, "--bundle", untrained, "--ask", question, "--json")
	if result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	var report node.Report
	if err := json.Unmarshal([]byte(result.stdout), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Views) != 4 || report.Views[0].Camera != "camera/back" {
		t.Errorf("views %+v", report.Views)
	}
}

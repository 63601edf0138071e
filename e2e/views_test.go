package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// configured writes a configuration of some of the sample's cameras, with more settings.
func configured(t *testing.T, settings string, cameras ...string) string {
	t.Helper()
	bundle, err := filepath.Abs("../model/bundles/nano")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("reasoning: {bundle: %q}\n%s\ncameras:\n", bundle, settings)
	for _, name := range cameras {
		text += fmt.Sprintf("  - {name: %s, image_topic: /camera/%s/image_raw/compressed, info_topic: /camera/%s/camera_info}\n", name, name, name)
	}
	path := filepath.Join(t.TempDir(), "thinker3d.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// drivenTo is where the sample's robot was on the floor, by the stamp of its front camera's frame.
func drivenTo(t *testing.T) map[int64][2]float64 {
	t.Helper()
	text, err := os.ReadFile("sample/truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Moments []struct {
			StampNanos   int64                  `json:"stamp_nanos"`
			OdomFromBase struct{ X, Y float64 } `json:"odom_from_base"`
		}
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	at := map[int64][2]float64{}
	for _, moment := range truth.Moments {
		at[moment.StampNanos] = [2]float64{moment.OdomFromBase.X, moment.OdomFromBase.Y}
	}
	return at
}

// TestOneMovingCameraGivesSeveralViews replays one camera of the sample's robot, which drives 0.7 m.
func TestOneMovingCameraGivesSeveralViews(t *testing.T) {
	const step = 0.15
	config := configured(t, fmt.Sprintf("rig: {fixed_frame: odom}\nscene: {target_frame: odom, ground_height: 0}\nviews: {policy: keyframes, translation: %v, rotation: 0}", step), "front")
	r := replaySample(t, "--config", config, "--ask", "Where is the door? A. right B. left C. behind D. ahead", "--every", "1s")
	again := replaySample(t, "--config", config, "--ask", "Where is the door? A. right B. left C. behind D. ahead", "--every", "1s")
	at := drivenTo(t)
	most := 0
	for i, report := range r.reports {
		most = max(most, len(report.Views))
		if report.StampNanos != report.Views[0].StampNanos || !slices.Equal(report.Views, again.reports[i].Views) || report.Answer != again.reports[i].Answer {
			t.Errorf("at %d: views %+v, another time %+v", report.StampNanos, report.Views, again.reports[i].Views)
		}
		for j, view := range report.Views {
			place, known := at[view.StampNanos]
			if !known || view.Camera != "front" || view.StampNanos > report.StampNanos {
				t.Errorf("view %+v of an answer at %d", view, report.StampNanos)
			}
			for _, other := range report.Views[1:max(1, j)] { // the newest is no key frame
				there := at[other.StampNanos]
				if apart := math.Hypot(there[0]-place[0], there[1]-place[1]); apart < step-0.005 {
					t.Errorf("two views are %.3f m apart", apart)
				}
			}
		}
	}
	if most < 4 {
		t.Errorf("%d views at most", most)
	}
	if !strings.Contains(r.stderr, `"taken": {"first":1,"moved":`) {
		t.Errorf("the log does not tell of the key frames:\n%s", r.stderr)
	}
	clouds := cloudsIn(t, r.bag)
	for _, report := range r.reports {
		header, published := clouds[report.StampNanos]
		if report.ScaleKnown && (!published || header.FrameID != "odom") {
			t.Errorf("the cloud at %d: %+v", report.StampNanos, header)
		}
	}
	if !slices.ContainsFunc(r.reports, func(report node.Report) bool { return report.ScaleKnown && len(report.Views) > 1 }) {
		t.Error("no scene of several views is in metres")
	}
}

// cloudsIn are the headers of a recording's clouds by their stamps.
func cloudsIn(t *testing.T, path string) map[int64]msgs.Header {
	t.Helper()
	found := map[int64]msgs.Header{}
	forEach(t, path, func(received topics.Received) {
		var cloud msgs.PointCloud2
		if received.Topic == "/thinker3d/points" && cdr.For[msgs.PointCloud2]().Unmarshal(received.Data, &cloud) == nil {
			found[cloud.Header.Stamp.Nanos()] = cloud.Header
		}
	})
	return found
}

func forEach(t *testing.T, path string, do func(topics.Received)) {
	t.Helper()
	reader, err := bag.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for {
		received, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		do(received)
	}
}

func TestAQuestionWithCamerasGetsOnlyThese(t *testing.T) {
	r := replaySample(t, "--ask", question, "--cameras", "right,front", "--every", "1s")
	if len(r.reports) < 3 {
		t.Fatalf("%d answers", len(r.reports))
	}
	for _, report := range r.reports {
		if len(report.Views) != 2 || report.Views[0].Camera != "right" || report.Views[1].Camera != "front" {
			t.Errorf("views %+v", report.Views)
		}
	}
	wrong := thinker3d(t, "replay", sampleBag, "--config", sampleConfig, "--ask", question, "--cameras", "rear")
	if wrong.err == nil || !strings.Contains(wrong.stderr, `there is no camera "rear"; the cameras are ["front" "left" "back" "right"]`) {
		t.Errorf("%v\n%s", wrong.err, wrong.stderr)
	}
}

// TestOfManyCamerasThoseAreTakenThatSeeMost has the four cameras, each of which sees a quarter of the way round, and a fifth, first in the list, that has
// the front one's pictures and calibration.
func TestOfManyCamerasThoseAreTakenThatSeeMost(t *testing.T) {
	config := configured(t, "views: {maximum: 4}", "front", "left", "back", "right")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	again := "  - {name: again, image_topic: /camera/front/again, transport: compressed, info_topic: /camera/front/camera_info}\n"
	if err := os.WriteFile(config, bytes.Replace(text, []byte("cameras:\n"), []byte("cameras:\n"+again), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	five := filepath.Join(t.TempDir(), "five.mcap")
	rewrite(t, five, func(received topics.Received, write func(topic string, data []byte)) {
		write(received.Topic, received.Data)
		if received.Topic == "/camera/front/image_raw/compressed" {
			write("/camera/front/again", received.Data)
		}
	})
	needRuntime(t)
	result := thinker3d(t, "replay", five, "--config", config, "--ask", question, "--json")
	var report node.Report
	if err := json.Unmarshal([]byte(result.stdout), &report); err != nil || result.err != nil {
		t.Fatalf("%v, %v\n%s", err, result.err, result.stderr)
	}
	var cameras []string
	for _, view := range report.Views {
		cameras = append(cameras, view.Camera)
	}
	// Of two that see the same the first is taken.
	if want := []string{"again", "left", "back", "right"}; !slices.Equal(cameras, want) {
		t.Errorf("cameras %v, want %v", cameras, want)
	}
}

// TestBlurredPicturesAreSkipped blurs every second picture of the front camera, by a box of 9×9.
func TestBlurredPicturesAreSkipped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blurred.mcap")
	blurred, count := map[int64]bool{}, 0
	rewrite(t, path, func(received topics.Received, write func(topic string, data []byte)) {
		data := received.Data
		if received.Topic == "/camera/front/image_raw/compressed" {
			if count++; count%2 == 0 {
				var message msgs.CompressedImage
				if err := cdr.For[msgs.CompressedImage]().Unmarshal(data, &message); err != nil {
					t.Fatal(err)
				}
				blurred[message.Header.Stamp.Nanos()] = true
				message.Data = boxed(t, message.Data, 4)
				data = cdr.For[msgs.CompressedImage]().Marshal(nil, &message)
			}
		}
		write(received.Topic, data)
	})
	needRuntime(t)
	config := configured(t, "views: {minimum_sharpness: 100}", "front", "left")
	result := thinker3d(t, "replay", path, "--config", config, "--ask", question, "--every", "100ms", "--json")
	if result.err != nil {
		t.Fatalf("%v\n%s", result.err, result.stderr)
	}
	answers := 0
	for line := range strings.Lines(result.stdout) {
		var report node.Report
		if err := json.Unmarshal([]byte(line), &report); err != nil {
			t.Fatal(err)
		}
		answers++
		for _, view := range report.Views {
			if view.Camera == "front" && blurred[view.StampNanos] {
				t.Errorf("the view at %d is blurred", view.StampNanos)
			}
		}
	}
	counted := regexp.MustCompile(`"front".*"blurred":10\b`).MatchString(result.stderr)
	if answers < 5 || len(blurred) != 10 || !counted || regexp.MustCompile(`"left".*"blurred"`).MatchString(result.stderr) {
		t.Errorf("%d answers, %d of the pictures are blurred:\n%s", answers, len(blurred), result.stderr)
	}
}

// rewrite makes another bag of the sample's pictures, calibrations and frames.
func rewrite(t *testing.T, path string, change func(received topics.Received, write func(topic string, data []byte))) {
	t.Helper()
	kinds := map[string]topics.Endpoint{}
	for name, of := range map[string]func(string, topics.QoS) (topics.Endpoint, error){
		"compressed": topics.EndpointOf[msgs.CompressedImage], "camera_info": topics.EndpointOf[msgs.CameraInfo],
		"tf": topics.EndpointOf[msgs.TFMessage], "tf_static": topics.EndpointOf[msgs.TFMessage],
	} {
		endpoint, err := of("/"+name, topics.SensorData())
		if err != nil {
			t.Fatal(err)
		}
		kinds[name] = endpoint
	}
	writer, err := bag.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	forEach(t, sampleBag, func(received topics.Received) {
		kind, known := kinds[filepath.Base(received.Topic)]
		if !known {
			return
		}
		change(received, func(topic string, data []byte) {
			record := bag.Record{Topic: topic, Type: kind.Type, Definition: kind.Definition, QoS: kind.QoS, LogNanos: received.ReceiveNanos, PublishNanos: received.SourceNanos, Data: data}
			if err := writer.Write(record); err != nil {
				t.Fatal(err)
			}
		})
	})
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}

// boxed is a JPEG of which each pixel is the mean of those up to so many away on each side.
func boxed(t *testing.T, file []byte, radius int) []byte {
	t.Helper()
	decoded, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	source := image.NewRGBA(decoded.Bounds())
	draw.Draw(source, source.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	made := image.NewRGBA(source.Bounds())
	size := source.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			for channel := range 4 {
				sum, count := 0, 0
				for v := max(0, y-radius); v <= min(size.Y-1, y+radius); v++ {
					for u := max(0, x-radius); u <= min(size.X-1, x+radius); u++ {
						sum, count = sum+int(source.Pix[v*source.Stride+4*u+channel]), count+1
					}
				}
				made.Pix[y*made.Stride+4*x+channel] = byte(sum / count)
			}
		}
	}
	var into bytes.Buffer
	if err := jpeg.Encode(&into, made, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return into.Bytes()
}

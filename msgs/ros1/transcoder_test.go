package ros1

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/msgs/visualization"
)

// golden is a message as the package rosbags serialises it; msgs/cdr/testdata/golden.py makes the file.
type golden struct {
	Type         string
	Little, ROS1 string
}

func readGolden(t testing.TB) []golden {
	t.Helper()
	text, err := os.ReadFile("../cdr/testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []golden
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func transcoders(t testing.TB) map[string]*Transcoder {
	t.Helper()
	made := map[string]*Transcoder{}
	for _, make := range []func() (*Transcoder, error){
		For[msgs.Image], For[msgs.CompressedImage], For[msgs.CameraInfo], For[msgs.PointCloud2], For[msgs.PoseArray], For[msgs.TFMessage],
		For[msgs.Odometry], For[msgs.LaserScan], For[msgs.String], For[msgs.Clock], For[msgs.SpatialAnswer], For[msgs.AskRequest], For[msgs.AskResponse],
		For[msgs.ReasonGoal], For[msgs.ReasonResult], For[msgs.ReasonFeedback], For[diagnostic.Array], For[msgs.Header],
		For[visualization.MarkerArray],
	} {
		transcoder, err := make()
		if err != nil {
			t.Fatal(err)
		}
		made[transcoder.name] = transcoder
	}
	return made
}

// fewer has fields that ROS 1 does not know; from there they come empty.
const fewer = "visualization_msgs/msg/MarkerArray"

func TestGolden(t *testing.T) {
	all, checked := transcoders(t), map[string]int{}
	for _, row := range readGolden(t) {
		transcoder := all[row.Type]
		if transcoder == nil {
			continue
		}
		payload, message := unhex(t, row.Little), unhex(t, row.ROS1)
		gotMessage, err := transcoder.FromCDR(nil, payload)
		if err != nil || !bytes.Equal(gotMessage, message) {
			t.Errorf("%s from CDR: %v, got\n%x, want\n%x", row.Type, err, gotMessage, message)
		}
		gotPayload, err := transcoder.ToCDR(nil, message)
		if row.Type == fewer && err == nil {
			payload, message = gotPayload, gotMessage
			gotMessage, err = transcoder.FromCDR(nil, gotPayload)
		}
		if err != nil || !bytes.Equal(gotPayload, payload) || !bytes.Equal(gotMessage, message) {
			t.Errorf("%s to CDR: %v, got\n%x, want\n%x", row.Type, err, gotPayload, payload)
		}
		checked[row.Type]++
		for length := range message {
			if _, err := transcoder.ToCDR(nil, message[:length]); err == nil || !strings.HasPrefix(err.Error(), row.Type) {
				t.Fatalf("%s: %d of %d bytes gave %v", row.Type, length, len(message), err)
			}
		}
	}
	for name := range all {
		if checked[name] == 0 {
			t.Errorf("%s is not in the golden file", name)
		}
	}
}

// TestWithin wants the bytes of pictures to stay where they are, and the same payload as from ToCDR.
func TestWithin(t *testing.T) {
	all, stayed := transcoders(t), 0
	for _, row := range readGolden(t) {
		transcoder := all[row.Type]
		if transcoder == nil {
			continue
		}
		message, want := unhex(t, row.ROS1), unhex(t, row.Little)
		for _, start := range []int{64, 0} {
			buffer := append(make([]byte, start), message...)
			got, err := transcoder.Within(buffer, start)
			if err != nil || got != nil && !bytes.Equal(got, want) {
				t.Errorf("%s from %d on: %v, got\n%x, want\n%x", row.Type, start, err, got, want)
			}
			if got != nil {
				stayed++
				if &got[len(got)-1] != &buffer[len(buffer)-1] {
					t.Errorf("%s: the bytes were moved", row.Type)
				}
			}
			if start == 64 && (got != nil) != (row.Type == "sensor_msgs/msg/Image" || row.Type == "sensor_msgs/msg/CompressedImage") {
				t.Errorf("%s stays: %t", row.Type, got != nil)
			}
		}
		for length := range message {
			if _, err := transcoder.Within(append(make([]byte, 64), message[:length]...), 64); transcoder.head != nil && err == nil {
				t.Fatalf("%s: %d of %d bytes were taken", row.Type, length, len(message))
			}
		}
	}
	if stayed == 0 {
		t.Error("nothing stayed")
	}
}

func TestRefusals(t *testing.T) {
	text := transcoders(t)["std_msgs/msg/String"]
	for want, turn := range map[string]func() ([]byte, error){
		"length 4294967295 does not fit":          func() ([]byte, error) { return text.ToCDR(nil, []byte{255, 255, 255, 255, 1}) },
		"1 bytes follow":                          func() ([]byte, error) { return text.ToCDR(nil, []byte{0, 0, 0, 0, 1}) },
		"is not little-endian CDR":                func() ([]byte, error) { return text.FromCDR(nil, []byte{0, 0, 0, 0, 1}) },
		"does not end with NUL":                   func() ([]byte, error) { return text.FromCDR(nil, []byte{0, 1, 0, 0, 1, 0, 0, 0, 65}) },
		"data: needs 4 bytes, 0 remain":           func() ([]byte, error) { return text.FromCDR(nil, []byte{0, 1, 0, 0}) },
		"std_msgs/msg/String: 4 bytes follow the": func() ([]byte, error) { return text.FromCDR(nil, []byte{0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}) },
	} {
		if got, err := turn(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %x, %v, want %s", got, err, want)
		}
	}
}

func TestNoAllocationForImages(t *testing.T) {
	image := transcoders(t)["sensor_msgs/msg/Image"]
	var message []byte
	for _, row := range readGolden(t) {
		if row.Type == "sensor_msgs/msg/Image" {
			message = unhex(t, row.ROS1)
		}
	}
	payload, err := image.ToCDR(nil, message)
	if err != nil {
		t.Fatal(err)
	}
	if count := testing.AllocsPerRun(100, func() {
		if payload, err = image.ToCDR(payload[:0], message); err != nil {
			t.Fatal(err)
		}
	}); count > 1 {
		t.Errorf("an image takes %v allocations", count)
	}
}

func FuzzToCDR(f *testing.F) {
	all := transcoders(f)
	for _, row := range readGolden(f) {
		if all[row.Type] != nil {
			f.Add(row.Type, unhex(f, row.ROS1))
		}
	}
	f.Fuzz(func(t *testing.T, name string, message []byte) {
		transcoder := all[name]
		if transcoder == nil {
			return
		}
		payload, err := transcoder.ToCDR(nil, message)
		if err != nil {
			return
		}
		if _, err := transcoder.FromCDR(nil, payload); err != nil {
			t.Errorf("what was taken does not come back: %v", err)
		}
		if within, err := transcoder.Within(append(make([]byte, 64), message...), 64); err != nil || within != nil && !bytes.Equal(within, payload) {
			t.Errorf("within its buffer: %v, %x, else %x", err, within, payload)
		}
	})
}

package bag

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
)

// shared is a recording by others, which lies beside the repository and not in it.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "bags", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the recording ../shared/data/bags/%s is missing", name)
	}
	return path
}

func TestRecordingsByOthers(t *testing.T) {
	talker := []string{"/parameter_events 0 rcl_interfaces/msg/ParameterEvent", "/rosout 10 rcl_interfaces/msg/Log", "/topic 10 std_msgs/msg/String"}
	cdrTest := []string{"/array_topic 4 test_msgs/msg/Arrays", "/test_topic 3 test_msgs/msg/BasicTypes"}
	for _, c := range []struct {
		file     string
		topics   []string
		messages int
	}{
		{"talker.mcap", talker, 20},
		{"talker.db3", talker, 20},
		{"cdr_test_0.mcap", cdrTest, 7},
		{"cdr_test_0.db3", cdrTest, 7},
		{"empty_bag_0.db3", []string{"/parameter_events 0 rcl_interfaces/msg/ParameterEvent", "/rosout 0 rcl_interfaces/msg/Log"}, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := shared(t, c.file)
			info, err := Inspect(t.Context(), path, true)
			if err != nil {
				t.Fatal(err)
			}
			got, err := readAll(t, path, Selection{})
			if !errors.Is(err, io.EOF) {
				t.Errorf("ended with %v", err)
			}
			if len(got) != c.messages || info.Messages != uint64(c.messages) {
				t.Errorf("%d messages read, %d counted, want %d", len(got), info.Messages, c.messages)
			}
			var names []string
			for _, topic := range info.Topics {
				names = append(names, fmt.Sprintf("%s %d %s", topic.Name, topic.Messages, topic.Type))
			}
			if !slices.Equal(names, c.topics) || info.Damage != "" {
				t.Errorf("topics %q, damage %q", names, info.Damage)
			}
			for i := 1; i < len(got); i++ {
				if got[i].ReceiveNanos < got[i-1].ReceiveNanos {
					t.Errorf("message %d is earlier than the one before", i)
				}
			}
		})
	}
}

// TestRos1RecordingByOthers reads a camera's recording as CDR.
func TestRos1RecordingByOthers(t *testing.T) {
	got, err := readAll(t, shared(t, "aruco_images.bag"), Selection{})
	if !errors.Is(err, io.EOF) || len(got) != 16 {
		t.Fatalf("%d messages, ended with %v", len(got), err)
	}
	pictures := 0
	for _, message := range got {
		var info msgs.CameraInfo
		var picture msgs.CompressedImage
		if message.Topic == "/raspicam_node/camera_info" {
			if err := cdr.For[msgs.CameraInfo]().Unmarshal(message.Data, &info); err != nil || info.Width != 1280 || info.Height != 960 || info.K[0] == 0 {
				t.Errorf("camera info %+v, %v", info, err)
			}
			continue
		}
		if err := cdr.For[msgs.CompressedImage]().Unmarshal(message.Data, &picture); err != nil || !bytes.HasPrefix(picture.Data, []byte{0xff, 0xd8}) {
			t.Errorf("picture of %d bytes, %q, %v", len(picture.Data), picture.Format, err)
		}
		pictures++
	}
	if pictures != 1 {
		t.Errorf("%d pictures", pictures)
	}
}

// TestSameRecordingTwice compares two storages of one recording by others, message by message.
func TestSameRecordingTwice(t *testing.T) {
	for _, name := range []string{"talker", "cdr_test_0"} {
		mcap, err := readAll(t, shared(t, name+".mcap"), Selection{})
		if !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		sqlite, err := readAll(t, shared(t, name+".db3"), Selection{})
		if !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		if len(mcap) != len(sqlite) {
			t.Fatalf("%s: %d and %d messages", name, len(mcap), len(sqlite))
		}
		for i := range mcap {
			if mcap[i].Topic != sqlite[i].Topic || mcap[i].ReceiveNanos != sqlite[i].ReceiveNanos || !bytes.Equal(mcap[i].Data, sqlite[i].Data) {
				t.Errorf("%s: message %d differs: %s at %d, %x; %s at %d, %x", name, i, mcap[i].Topic, mcap[i].ReceiveNanos, mcap[i].Data, sqlite[i].Topic, sqlite[i].ReceiveNanos, sqlite[i].Data)
			}
		}
	}
}

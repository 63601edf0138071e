package bag

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
			info, err := Inspect(path, true)
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

func TestRos1IsRecognised(t *testing.T) {
	if _, err := Open(shared(t, "aruco_images.bag")); err == nil || !strings.Contains(err.Error(), "is a ROS 1 bag, which is not read yet") {
		t.Errorf("got %v", err)
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

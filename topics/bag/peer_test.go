package bag

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
)

// peer runs testdata/peer.py, which needs the Python packages rosbags, mcap, mcap-ros2-support and numpy.
func peer(t *testing.T, into any, arguments ...string) {
	t.Helper()
	python := os.Getenv("THINKER3D_TEST_PYTHON")
	if python == "" {
		t.Skip("THINKER3D_TEST_PYTHON names no Python with rosbags, mcap, mcap-ros2-support and numpy")
	}
	if _, err := os.Stat(python); err != nil {
		t.Skipf("the Python of THINKER3D_TEST_PYTHON is missing: %v", err)
	}
	command := exec.CommandContext(t.Context(), python, append([]string{"testdata/peer.py"}, arguments...)...)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		t.Fatalf("peer.py: %v\n%s", err, complaints.String())
	}
	if err := json.Unmarshal(output, into); err != nil {
		t.Fatalf("peer.py: %v", err)
	}
}

func TestBagsOfOtherWriters(t *testing.T) {
	folder := t.TempDir()
	var rows []struct {
		Topic, Type, Data string
		Time              int64
	}
	peer(t, &rows, "write", folder)
	var want []Record
	for _, row := range rows {
		data, err := hex.DecodeString(row.Data)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, Record{Topic: row.Topic, Type: row.Type, LogNanos: row.Time, PublishNanos: row.Time, Data: data})
	}
	withoutMetadata(t, filepath.Join(folder, "split"), filepath.Join(folder, "split_without_metadata"))
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	for name, about := range map[string][2]string{
		"rosbags_sqlite3_none":            {"sqlite3", "none"},
		"rosbags_sqlite3_file":            {"sqlite3", "zstd (file)"},
		"rosbags_sqlite3_message":         {"sqlite3", "zstd (message)"},
		"rosbags_mcap_none":               {"mcap", "none"},
		"rosbags_mcap_file":               {"mcap", "zstd (file)"},
		"rosbags_mcap_message":            {"mcap", "zstd (message)"},
		"rosbags_mcap_storage":            {"mcap", "zstd"},
		"mcap_none.mcap":                  {"mcap", "none"},
		"mcap_lz4.mcap":                   {"mcap", "lz4"},
		"mcap_zstd.mcap":                  {"mcap", "zstd"},
		"mcap_unchunked.mcap":             {"mcap", "none"},
		"mcap_bare.mcap":                  {"mcap", "zstd"},
		"mcap_bare_unchunked.mcap":        {"mcap", "none"},
		"ros1_none.bag":                   {"rosbag", "none"},
		"ros1_bz2.bag":                    {"rosbag", "bz2"},
		"ros1_lz4.bag":                    {"rosbag", "lz4"},
		"ros1_unindexed.bag":              {"rosbag", "lz4"},
		"split":                           {"mcap", "zstd"},
		"split/metadata.yaml":             {"mcap", "zstd"},
		"split_without_metadata":          {"mcap", "zstd"},
		"rosbags_mcap_file/metadata.yaml": {"mcap", "zstd (file)"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, filepath.FromSlash(name))
			got, err := readAll(t, path, Selection{})
			if !errors.Is(err, io.EOF) {
				t.Fatalf("ended with %v", err)
			}
			compare(t, got, want)
			checkInfo(t, path, about, want)
		})
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("temporary files left: %v, %v", left, err)
	}
}

func checkInfo(t *testing.T, path string, about [2]string, want []Record) {
	t.Helper()
	info, err := Inspect(t.Context(), path, false)
	if err != nil {
		t.Fatal(err)
	}
	if info.Damage != "" || info.Messages != uint64(len(want)) || info.Storage != about[0] || info.Compression != about[1] ||
		info.StartNanos != want[0].LogNanos || info.EndNanos != want[len(want)-1].LogNanos {
		t.Errorf("info %+v", info)
	}
	topics := []TopicInfo{
		{Name: "/front/image_raw", Type: imageType, Encoding: "cdr", Messages: 40, Rate: 39 / info.Seconds},
		{Name: "/question", Type: textType, Encoding: "cdr", Messages: 10, Rate: 9 / info.Seconds},
	}
	if !reflect.DeepEqual(info.Topics, topics) {
		t.Errorf("topics %+v, want %+v", info.Topics, topics)
	}
}

// withoutMetadata is the bag of a recorder that was killed before it wrote metadata.yaml.
func withoutMetadata(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(to, metadataName)); err != nil {
		t.Fatal(err)
	}
}

// TestOtherReaders has our file decoded by the schemas in it, by two other implementations.
func TestOtherReaders(t *testing.T) {
	path, all := filepath.Join(t.TempDir(), "ours.mcap"), sample(t, 30, 640)
	writeBag(t, path, all)
	type row struct {
		Topic, Type string
		Log         int64
		Publish     *int64
		Value       any
	}
	var got struct {
		Rosbags, Mcap []row
		QoS           map[string][2]string
		Profile       string
		Chunks        int
		Counted       int
	}
	peer(t, &got, "read", path)
	for name, rows := range map[string][]row{"rosbags": got.Rosbags, "mcap": got.Mcap} {
		if len(rows) != len(all) {
			t.Fatalf("%s read %d messages of %d", name, len(rows), len(all))
		}
		for i, found := range rows {
			if found.Topic != all[i].Topic || found.Type != all[i].Type || found.Log != all[i].LogNanos ||
				found.Publish != nil && *found.Publish != all[i].PublishNanos {
				t.Fatalf("%s: message %d is %+v", name, i, found)
			}
			if want := decoded(t, all[i]); !reflect.DeepEqual(found.Value, want) {
				t.Fatalf("%s: message %d holds %v, want %v", name, i, found.Value, want)
			}
		}
	}
	if got.Profile != "ros2" || got.Chunks < 2 || got.Counted != len(all) {
		t.Errorf("profile %q, %d chunks, %d messages counted", got.Profile, got.Chunks, got.Counted)
	}
	if got.QoS["/left/image_raw"] != [2]string{"BEST_EFFORT", "VOLATILE"} || got.QoS["/question"] != [2]string{"RELIABLE", "TRANSIENT_LOCAL"} {
		t.Errorf("quality of service read as %v", got.QoS)
	}
}

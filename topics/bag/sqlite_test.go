package bag

import (
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables of rosbag2's storage.
const (
	createTopics   = "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT, offered_qos_profiles TEXT)"
	createMessages = "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB)"
)

// TestUnfinishedRecording reads a file whose newest messages are still in the log beside it.
func TestUnfinishedRecording(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bag #1?%41.db3")
	recorder := record(t, path,
		"PRAGMA journal_mode = WAL",
		"CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, serialization_format TEXT NOT NULL)",
		"CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, data BLOB NOT NULL)",
		"INSERT INTO topics VALUES (3, '/a', 'std_msgs/msg/String', 'cdr')",
		"PRAGMA wal_checkpoint(TRUNCATE)",
		"INSERT INTO messages VALUES (1, 3, 20, x'0001000001'), (2, 3, 10, x'0001000002'), (3, 3, 20, x'0001000003')",
	)
	defer recorder.Close()
	got, err := readAll(t, path, Selection{})
	if !errors.Is(err, io.EOF) || len(got) != 3 {
		t.Fatalf("%d messages, then %v", len(got), err)
	}
	for i, want := range []byte{2, 1, 3} {
		if got[i].Data[4] != want || got[i].Topic != "/a" {
			t.Errorf("message %d is %x of %s, want %d", i, got[i].Data, got[i].Topic, want)
		}
	}
}

func TestMessageOfUnknownTopic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db3")
	recorder := record(t, path,
		createTopics, createMessages,
		"INSERT INTO topics VALUES (1, '/a', 'std_msgs/msg/String', 'cdr', '')",
		"INSERT INTO messages VALUES (1, 1, 1, x'00'), (2, 2, 2, x'00')",
	)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := readAll(t, path, Selection{})
	var damage *DamageError
	if !errors.As(err, &damage) || damage.Messages != 1 || len(got) != 1 {
		t.Errorf("%d messages, then %v", len(got), err)
	}
}

func record(t *testing.T, path string, statements ...string) *sql.DB {
	t.Helper()
	database, err := sql.Open("sqlite", fileURL(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	database.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := database.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return database
}

// TestKilledRecorder has a file whose last transaction is to be undone, which reading alone must not do.
func TestKilledRecorder(t *testing.T) {
	folder := t.TempDir()
	alive, path := filepath.Join(folder, "alive.db3"), filepath.Join(folder, "killed.db3")
	recorder := record(t, alive,
		createTopics, createMessages, "INSERT INTO messages VALUES (1, 1, 1, randomblob(100000))",
		"PRAGMA cache_size = 1", "BEGIN", "UPDATE messages SET data = randomblob(100000)",
	)
	defer recorder.Close()
	for _, suffix := range []string{"", "-journal"} {
		data, err := os.ReadFile(alive + suffix)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, path+suffix, data)
	}
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "killed.db3-journal") || !strings.Contains(err.Error(), "sqlite3 killed.db3 .tables") {
		t.Errorf("%v", err)
	}
}

// TestLatchedInSQLite begins after the latched messages.
func TestLatchedInSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db3")
	recorder := record(t, path,
		createTopics, createMessages,
		"INSERT INTO topics VALUES (1, '/a', 'std_msgs/msg/String', 'cdr', ''), (2, '/latched', 'std_msgs/msg/String', 'cdr', '')",
		"INSERT INTO messages VALUES (1, 1, 10, x'00'), (2, 2, 11, x'00'), (3, 1, 20, x'00'), (4, 2, 40, x'00')",
	)
	if err := recorder.Close(); err != nil {
		t.Fatal(err)
	}
	for _, topics := range [][]string{nil, {"/a", "/latched"}} {
		got, err := readAll(t, path, Selection{Topics: topics, Latched: []string{"/latched"}, Start: 10, Duration: 5})
		if !errors.Is(err, io.EOF) || len(got) != 2 || got[0].ReceiveNanos != 11 || got[1].ReceiveNanos != 20 {
			t.Errorf("%+v, then %v", got, err)
		}
	}
}

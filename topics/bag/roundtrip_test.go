package bag

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/topics"
)

const (
	second    = int64(time.Second)
	bagStart  = 1_700_000_000 * second
	imageType = "sensor_msgs/msg/Image"
	textType  = "std_msgs/msg/String"
)

// sample is a bag's worth of records: every tenth of a second two images, and a text each second.
func sample(t testing.TB, seconds, width int) []Record {
	t.Helper()
	images, texts := cdr.For[msgs.Image](), cdr.For[msgs.String]()
	imageText, err := definition.Of[msgs.Image]()
	if err != nil {
		t.Fatal(err)
	}
	stringText, err := definition.Of[msgs.String]()
	if err != nil {
		t.Fatal(err)
	}
	var all []Record
	for tick := range seconds * 10 {
		at := bagStart + int64(tick)*second/10
		for _, camera := range []string{"left", "right"} {
			pixels := bytes.Repeat([]byte{byte(tick), byte(len(camera)), 3}, width*4)
			all = append(all, Record{
				Topic: "/" + camera + "/image_raw", Type: imageType, Definition: imageText, QoS: topics.SensorData(),
				LogNanos: at, PublishNanos: at - 5,
				Data: images.Marshal(nil, &msgs.Image{
					Header: msgs.Header{Stamp: msgs.TimeFromNanos(at), FrameID: camera},
					Height: 4, Width: uint32(width), Encoding: "rgb8", Step: uint32(3 * width), Data: pixels,
				}),
			})
		}
		if tick%10 == 0 {
			all = append(all, Record{
				Topic: "/question", Type: textType, Definition: stringText, QoS: topics.Latched(),
				LogNanos: at, PublishNanos: at, Data: texts.Marshal(nil, &msgs.String{Data: fmt.Sprint("what is at ", tick, "?")}),
			})
		}
	}
	return all
}

func writeBag(t testing.TB, path string, all []Record) {
	t.Helper()
	writer, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range all {
		if err := writer.Write(record); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}

// readAll reads to the end and gives the error that ended it.
func readAll(t testing.TB, path string, selection Selection) ([]topics.Received, error) {
	t.Helper()
	reader, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := reader.Select(selection); err != nil {
		t.Fatal(err)
	}
	var all []topics.Received
	for {
		message, err := reader.Next()
		if err != nil {
			return all, err
		}
		all = append(all, message)
	}
}

func compare(t *testing.T, got []topics.Received, want []Record) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d messages, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i].Topic != want[i].Topic || !bytes.Equal(got[i].Data, want[i].Data) ||
			got[i].ReceiveNanos != want[i].LogNanos || got[i].SourceNanos != want[i].PublishNanos {
			t.Fatalf("message %d is of %s at %d, %d bytes; want %s at %d, %d bytes", i,
				got[i].Topic, got[i].ReceiveNanos, len(got[i].Data), want[i].Topic, want[i].LogNanos, len(want[i].Data))
		}
	}
}

func TestRoundTrip(t *testing.T) {
	path, want := filepath.Join(t.TempDir(), "a.mcap"), sample(t, 30, 640)
	writeBag(t, path, want)
	got, err := readAll(t, path, Selection{})
	if !errors.Is(err, io.EOF) {
		t.Fatalf("ended with %v", err)
	}
	compare(t, got, want)
	reader, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	first, last, ok := reader.TimeRange()
	if !ok || first != want[0].LogNanos || last != want[len(want)-1].LogNanos {
		t.Errorf("time range %d to %d, %v", first, last, ok)
	}
	for i, about := range reader.Topics() {
		expect := []Topic{
			{Name: "/left/image_raw", Type: imageType, Encoding: "cdr", QoS: qosText(topics.SensorData()), Definition: want[0].Definition, Count: 300},
			{Name: "/right/image_raw", Type: imageType, Encoding: "cdr", QoS: qosText(topics.SensorData()), Definition: want[0].Definition, Count: 300},
			{Name: "/question", Type: textType, Encoding: "cdr", QoS: qosText(topics.Latched()), Definition: "string data\n", Count: 30},
		}[i]
		if about != expect {
			t.Errorf("topic %+v, want %+v", about, expect)
		}
	}
}

func TestSameRecordsSameBytes(t *testing.T) {
	folder, all := t.TempDir(), sample(t, 30, 640)
	var files [2][]byte
	for i := range files {
		path := filepath.Join(folder, fmt.Sprint(i))
		writeBag(t, path, all)
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the files differ")
	}
}

func TestSelect(t *testing.T) {
	path, all := filepath.Join(t.TempDir(), "a.mcap"), sample(t, 10, 64)
	writeBag(t, path, all)
	for name, c := range map[string]struct {
		selection Selection
		wanted    func(Record) bool
	}{
		"topic":     {Selection{Topics: []string{"/question"}}, func(r Record) bool { return r.Topic == "/question" }},
		"no topic":  {Selection{Topics: []string{"/nothing"}}, func(Record) bool { return false }},
		"start":     {Selection{Start: 4 * time.Second}, func(r Record) bool { return r.LogNanos >= bagStart+4*second }},
		"duration":  {Selection{Duration: time.Second}, func(r Record) bool { return r.LogNanos <= bagStart+second }},
		"both":      {Selection{Start: 2 * time.Second, Duration: time.Second}, func(r Record) bool { return r.LogNanos >= bagStart+2*second && r.LogNanos <= bagStart+3*second }},
		"after all": {Selection{Start: time.Hour}, func(Record) bool { return false }},
		"latched": {Selection{Start: 4 * time.Second, Latched: []string{"/question"}},
			func(r Record) bool { return r.Topic == "/question" || r.LogNanos >= bagStart+4*second }},
		"latched, of some": {Selection{Start: 4 * time.Second, Topics: []string{"/question"}, Latched: []string{"/question"}},
			func(r Record) bool { return r.Topic == "/question" }},
		"latched, not chosen": {Selection{Start: 4 * time.Second, Topics: []string{"/left/image_raw"}, Latched: []string{"/question"}},
			func(r Record) bool { return r.Topic == "/left/image_raw" && r.LogNanos >= bagStart+4*second }},
		"latched, of none":      {Selection{Start: 4 * time.Second, Latched: []string{"/nothing"}}, func(r Record) bool { return r.LogNanos >= bagStart+4*second }},
		"latched, all is later": {Selection{Latched: []string{"/question"}}, func(Record) bool { return true }},
		"latched, before all":   {Selection{Start: time.Hour, Latched: []string{"/question"}}, func(r Record) bool { return r.Topic == "/question" }},
		"for ever":              {Selection{Duration: 1<<63 - 1}, func(Record) bool { return true }},
	} {
		t.Run(name, func(t *testing.T) {
			var want []Record
			for _, record := range all {
				if c.wanted(record) {
					want = append(want, record)
				}
			}
			got, err := readAll(t, path, c.selection)
			if !errors.Is(err, io.EOF) {
				t.Errorf("ended with %v", err)
			}
			compare(t, got, want)
		})
	}
}

// TestDisorder writes messages out of order over many chunks; equal times must keep the order of writing.
func TestDisorder(t *testing.T) {
	path, all := filepath.Join(t.TempDir(), "a.mcap"), sample(t, 60, 6400)
	for i := range all {
		all[i].LogNanos = bagStart + int64(i*7919%100)*second
	}
	writeBag(t, path, all)
	var want []Record
	for at := range int64(100) {
		for _, record := range all {
			if record.LogNanos == bagStart+at*second {
				want = append(want, record)
			}
		}
	}
	got, err := readAll(t, path, Selection{})
	if !errors.Is(err, io.EOF) {
		t.Errorf("ended with %v", err)
	}
	compare(t, got, want)
}

// TestRelease gives buffers back while others are held; what is held must not change.
func TestRelease(t *testing.T) {
	path, all := filepath.Join(t.TempDir(), "a.mcap"), sample(t, 60, 6400)
	writeBag(t, path, all)
	reader, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var held []topics.Received
	var want []Record
	for i := range all {
		message, err := reader.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(message.Data, all[i].Data) {
			t.Fatalf("message %d differs", i)
		}
		if i%97 == 0 {
			held, want = append(held, message), append(want, all[i])
			continue
		}
		message.Release()
	}
	compare(t, held, want)
}

func TestNothingUnderTheNameUntilClose(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.mcap")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, end := range map[string]func(*Writer){
		"abort": (*Writer).Abort,
		"failed write": func(w *Writer) {
			if err := w.Write(Record{Topic: "/a"}); err == nil {
				t.Error("a record without type was written")
			}
			if err := w.Close(); err == nil {
				t.Error("close succeeded after a failed write")
			}
		},
	} {
		writer, err := Create(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range sample(t, 3, 640) {
			if err := writer.Write(record); err != nil {
				t.Fatal(err)
			}
		}
		end(writer)
		entries, err := os.ReadDir(folder)
		if err != nil || len(entries) != 1 {
			t.Errorf("%s: folder holds %v, %v", name, entries, err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != "before" {
			t.Errorf("%s: the file became %q, %v", name, text, err)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	good := sample(t, 1, 4)[0]
	for want, change := range map[string]func(*Record){
		"none before 1970":             func(r *Record) { r.LogNanos = -1 },
		"its type is sensor_msgs":      func(r *Record) { r.Type = textType },
		"must not be empty":            func(r *Record) { r.Topic = "" },
		"defined differently":          func(r *Record) { r.Topic, r.Definition = "/other", "int32 x\n" },
		"topic /other: topic, type an": func(r *Record) { r.Topic, r.Definition = "/other", "" },
	} {
		writer, err := Create(filepath.Join(t.TempDir(), "a.mcap"))
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Write(good); err != nil {
			t.Fatal(err)
		}
		bad := good
		change(&bad)
		if err := writer.Write(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		writer.Abort()
	}
}

// decoded is what peer.py says about a message.
func decoded(t *testing.T, record Record) any {
	t.Helper()
	if record.Type == textType {
		var text msgs.String
		if err := cdr.For[msgs.String]().Unmarshal(record.Data, &text); err != nil {
			t.Fatal(err)
		}
		return text.Data
	}
	var image msgs.Image
	if err := cdr.For[msgs.Image]().Unmarshal(record.Data, &image); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, value := range image.Data {
		sum += int(value)
	}
	return []any{image.Header.FrameID, float64(image.Width), float64(sum)}
}

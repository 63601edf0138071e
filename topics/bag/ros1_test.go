package bag

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
)

// rawRecord writes a record of a ROS 1 bag; fields are name=value.
func rawRecord(data []byte, fields ...string) []byte {
	var header []byte
	for _, field := range fields {
		header = append(binary.LittleEndian.AppendUint32(header, uint32(len(field))), field...)
	}
	out := append(binary.LittleEndian.AppendUint32(nil, uint32(len(header))), header...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(data))), data...)
}

func word(value uint32) string { return string(binary.LittleEndian.AppendUint32(nil, value)) }

// hi is a std_msgs/String.
var hi = []byte{2, 0, 0, 0, 'h', 'i'}

// ros1Bag has one message of a string in one chunk, which says that it has so many bytes.
func ros1Bag(compression string, claimed int) []byte { return ros1BagOf(compression, claimed, hi) }

func ros1BagOf(compression string, claimed int, messages ...[]byte) []byte {
	return ros1BagFrom(ros1Connect(), compression, claimed, messages...)
}

func ros1BagFrom(inner []byte, compression string, claimed int, messages ...[]byte) []byte {
	for _, message := range messages {
		inner = append(inner, rawRecord(message, "op=\x02", "conn="+word(0), "time="+word(5)+word(7))...)
	}
	if claimed < 0 {
		claimed = len(inner)
	}
	return append(ros1Head(), rawRecord(inner, "op=\x05", "compression="+compression, "size="+word(uint32(claimed)))...)
}

func ros1Head() []byte {
	return append([]byte(ros1Magic+"\n"), rawRecord(nil, "op=\x03", "index_pos="+word(0)+word(0), "conn_count="+word(1), "chunk_count="+word(1))...)
}

func ros1Connect(more ...string) []byte {
	header := rawRecord(nil, append([]string{"topic=/text", "type=std_msgs/String"}, more...)...)
	return rawRecord(header[4:len(header)-4], "op=\x07", "conn="+word(0), "topic=/text")
}

func TestDamagedRos1(t *testing.T) {
	for want, data := range map[string][]byte{
		`unknown compression "zip"`: ros1Bag("zip", -1),
		"claims 5":                  ros1Bag("none", 5),
		"claims 500":                ros1Bag("none", 500),
		"unpack lz4 chunk":          ros1Bag("lz4", -1),
		"unpack bz2 chunk":          ros1Bag("bz2", -1),
		"chunk of 4294967295 bytes": ros1Bag("none", 1<<32-1),
		"unexpected EOF":            ros1Bag("none", -1)[:120],
		"encrypted by":              append([]byte(ros1Magic+"\n"), rawRecord(nil, "op=\x03", "encryptor=rosbag/AesCbcEncryptor")...),
		"stands outside chunks":     append([]byte(ros1Magic+"\n"), rawRecord(nil, "op=\x02")...),
		"has no field op":           append([]byte(ros1Magic+"\n"), rawRecord(nil, "conn="+word(1))...),
		"has no =":                  append([]byte(ros1Magic+"\n"), rawRecord(nil, "op")...),
	} {
		s, err := newRos1(t.Context(), "bag", inMemory{bytes.NewReader(data)}, int64(len(data)))
		if err != nil {
			t.Fatalf("%s: %v", want, err)
		}
		if damage := s.damage(); damage == nil || !strings.Contains(damage.Error(), want) {
			t.Errorf("got %v, want %s", damage, want)
		}
	}
}

// TestRos1MessageThatIsNotOfItsType is empty, and those after it are read.
func TestRos1MessageThatIsNotOfItsType(t *testing.T) {
	path := writeFile(t, filepath.Join(t.TempDir(), "a.bag"), ros1BagOf("none", -1, hi, []byte{200, 0, 0, 0, 'h', 'i'}, hi))
	got, err := readAll(t, path, Selection{})
	if err != io.EOF || len(got) != 3 {
		t.Fatalf("%d messages, then %v", len(got), err)
	}
	for i, want := range []string{"hi", "", "hi"} {
		var text msgs.String
		if err := cdr.For[msgs.String]().Unmarshal(got[i].Data, &text); (err == nil) != (want != "") || text.Data != want {
			t.Errorf("message %d is %q, %v", i, text.Data, err)
		}
	}
	if info, err := Inspect(t.Context(), path, true); err != nil || !strings.Contains(info.Damage, "1 messages of "+got[0].Topic+" are") {
		t.Errorf("%q, %v", info.Damage, err)
	}
}

// TestRos1TypeOfAnotherChecksum is a type that only has the name of one that we know: its messages are not taken for ours.
func TestRos1TypeOfAnotherChecksum(t *testing.T) {
	for sum, want := range map[string]string{
		"992ce8a1687cec8c8bd883ec73ca41d1": "std_msgs/msg/String", "*": "std_msgs/msg/String",
		"0123": "std_msgs/msg/String of checksum 0123, not 992ce8a1687cec8c8bd883ec73ca41d1",
	} {
		path := writeFile(t, filepath.Join(t.TempDir(), "a.bag"), ros1BagFrom(ros1Connect("md5sum="+sum), "none", -1, hi))
		info, err := Inspect(t.Context(), path, false)
		if err != nil || len(info.Topics) != 1 || info.Topics[0].Type != want {
			t.Errorf("%s: %+v, %v", sum, info, err)
		}
		got, err := readAll(t, path, Selection{})
		if err != io.EOF || len(got) != 1 || (len(got[0].Data) == 0) != (sum == "0123") {
			t.Errorf("%s: %v, %v", sum, got, err)
		}
	}
}

// TestRos1WrongIndex has an index of the chunk that names a connection which is not there, after one that is.
func TestRos1WrongIndex(t *testing.T) {
	data := append(ros1Bag("none", -1), ros1Connect()...)
	place := word(uint32(len(ros1Head()))) + word(0)
	data = append(data, rawRecord([]byte(word(0)+word(1)+word(9)+word(1)), "op=\x06", "chunk_pos="+place, "start_time="+word(5)+word(7), "end_time="+word(5)+word(7))...)
	s, err := newRos1(t.Context(), "bag", inMemory{bytes.NewReader(data)}, int64(len(data)))
	if err != nil || s.damage() != nil {
		t.Fatal(err, s.damage())
	}
	if all := s.topics(); len(all) != 1 || all[0].Count != 1 {
		t.Errorf("topics %+v", all)
	}
}

func FuzzRos1(f *testing.F) {
	f.Add(ros1Bag("none", -1))
	f.Add(ros1Bag("lz4", 5))
	if data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "bags", "aruco_images.bag")); err == nil {
		f.Add(data[:40_000])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := newRos1(t.Context(), "fuzz", inMemory{bytes.NewReader(data)}, int64(len(data)))
		if err != nil {
			return
		}
		drain(t, file)
	})
}

package bag

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
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

// ros1Bag has one message of a string in one chunk, which says that it has so many bytes.
func ros1Bag(compression string, claimed int) []byte {
	connection := rawRecord(rawRecord(nil, "topic=/text", "type=std_msgs/String")[4:26], "op=\x07", "conn="+word(0), "topic=/text")
	inner := append(connection, rawRecord([]byte{2, 0, 0, 0, 'h', 'i'}, "op=\x02", "conn="+word(0), "time="+word(5)+word(7))...)
	if claimed < 0 {
		claimed = len(inner)
	}
	bag := append([]byte(ros1Magic+"\n"), rawRecord(nil, "op=\x03", "index_pos="+word(0)+word(0), "conn_count="+word(1), "chunk_count="+word(1))...)
	return append(bag, rawRecord(inner, "op=\x05", "compression="+compression, "size="+word(uint32(claimed)))...)
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
		s, err := newRos1("bag", inMemory{bytes.NewReader(data)}, int64(len(data)))
		if err != nil {
			t.Fatalf("%s: %v", want, err)
		}
		if damage := s.damage(); damage == nil || !strings.Contains(damage.Error(), want) {
			t.Errorf("got %v, want %s", damage, want)
		}
	}
}

func FuzzRos1(f *testing.F) {
	f.Add(ros1Bag("none", -1))
	f.Add(ros1Bag("lz4", 5))
	if data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "bags", "aruco_images.bag")); err == nil {
		f.Add(data[:40_000])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := newRos1("fuzz", inMemory{bytes.NewReader(data)}, int64(len(data)))
		if err != nil {
			return
		}
		drain(t, file)
	})
}

package cdr

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
)

// TestEveryMessageHasACoder reads the source of package msgs, so that a new message cannot be forgotten.
func TestEveryMessageHasACoder(t *testing.T) {
	known := map[string]bool{}
	for _, coder := range coders() {
		name := coder.name()
		known[name] = true
	}
	for _, folder := range []string{"..", "../action", "../diagnostic", "../lifecycle", "../parameter"} {
		packages, err := parser.ParseDir(token.NewFileSet(), folder, func(fs.FileInfo) bool { return true }, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range packages {
			for _, file := range group.Files {
				ast.Inspect(file, func(at ast.Node) bool {
					method, ok := at.(*ast.FuncDecl)
					if ok && method.Name.Name == "ROSType" {
						// The name of a generic message is computed: those are tested for one of their types.
						name, isPlain := method.Body.List[0].(*ast.ReturnStmt).Results[0].(*ast.BasicLit)
						if isPlain && !known[strings.Trim(name.Value, `"`)] {
							t.Errorf("%s is not tested", name.Value)
						}
					}
					return true
				})
			}
		}
	}
}

func TestTruncatedAnywhere(t *testing.T) {
	byName := map[string]coder{}
	for _, coder := range coders() {
		byName[coder.name()] = coder
	}
	for _, row := range readGolden(t) {
		data := unhex(t, row.Little)
		for length := range data {
			err := byName[row.Type].refuse(data[:length])
			if err == nil {
				t.Fatalf("%s: %d of %d bytes were accepted", row.Type, length, len(data))
			}
			if !strings.HasPrefix(err.Error(), row.Type) {
				t.Fatalf("%s: the error does not name the message: %v", row.Type, err)
			}
		}
	}
}

func image() *msgs.Image {
	return &msgs.Image{
		Header: msgs.Header{Stamp: msgs.Time{Sec: 5, Nanosec: 6}, FrameID: "front"},
		Height: 2, Width: 2, Encoding: "rgb8", Step: 6, Data: []byte("0123456789ab"),
	}
}

func TestRefusals(t *testing.T) {
	good := For[msgs.Image]().Marshal(nil, image())
	change := func(at int, with ...byte) []byte {
		data := bytes.Clone(good)
		copy(data[at:], with)
		return data
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "sensor_msgs/msg/Image: payload of 0 bytes has no encapsulation header"},
		{"parameter list", change(0, 0, 3), "sensor_msgs/msg/Image: encapsulation 0x0003 is not plain CDR"},
		{"string without NUL", change(4+12+5, 'x'), "sensor_msgs/msg/Image.header.frame_id: string of 6 bytes does not end with NUL"},
		{"lying string", change(4+8, 0xff, 0xff, 0xff, 0xff), "sensor_msgs/msg/Image.header.frame_id: length 4294967295 does not fit"},
		{"lying data", change(len(good)-16, 13), "sensor_msgs/msg/Image.data: length 13 does not fit into the 12 bytes that remain"},
		{"shorter data", change(len(good)-16, 8), "sensor_msgs/msg/Image: 4 bytes follow the message"},
	} {
		err := For[msgs.Image]().Unmarshal(c.data, &msgs.Image{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestPaddingIsAllowed(t *testing.T) {
	data := For[msgs.Image]().Marshal(nil, image())
	for range maximumPadding {
		data = append(data, 0xaa)
		if err := For[msgs.Image]().Unmarshal(data, &msgs.Image{}); err != nil {
			t.Errorf("%v", err)
		}
	}
}

func TestBadBool(t *testing.T) {
	codec := For[msgs.RegionOfInterest]()
	data := codec.Marshal(nil, &msgs.RegionOfInterest{DoRectify: true})
	data[len(data)-1] = 2
	err := codec.Unmarshal(data, &msgs.RegionOfInterest{})
	var field *FieldError
	if !errors.As(err, &field) || field.Path != "sensor_msgs/msg/RegionOfInterest.do_rectify" {
		t.Errorf("got %v", err)
	}
}

func TestPathOfAnElement(t *testing.T) {
	codec := For[msgs.TFMessage]()
	data := codec.Marshal(nil, &msgs.TFMessage{Transforms: make([]msgs.TransformStamped, 3)})
	err := codec.Unmarshal(data[:len(data)-1], &msgs.TFMessage{})
	if want := "tf2_msgs/msg/TFMessage.transforms[2].transform.rotation.w: needs 8 bytes, 7 remain"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestEmptyStringOfLengthZero(t *testing.T) {
	message := msgs.String{Data: "before"}
	if err := For[msgs.String]().Unmarshal([]byte{0, 1, 0, 0, 0, 0, 0, 0}, &message); err != nil || message.Data != "" {
		t.Errorf("got %q, %v", message.Data, err)
	}
}

func TestBytesAliasTheInput(t *testing.T) {
	data := For[msgs.Image]().Marshal(nil, image())
	var decoded msgs.Image
	if err := For[msgs.Image]().Unmarshal(data, &decoded); err != nil {
		t.Fatal(err)
	}
	if &decoded.Data[0] != &data[len(data)-12] {
		t.Error("the bytes were copied")
	}
	if cap(decoded.Data) != len(decoded.Data) {
		t.Error("an append to the bytes would write into the payload")
	}
}

func TestNoAllocationForImages(t *testing.T) {
	codec, source, decoded := For[msgs.Image](), image(), &msgs.Image{}
	payload := codec.Marshal(nil, source)
	if count := testing.AllocsPerRun(100, func() { payload = codec.Marshal(payload[:0], source) }); count != 0 {
		t.Errorf("marshal allocates %v times", count)
	}
	if count := testing.AllocsPerRun(100, func() {
		if err := codec.Unmarshal(payload, decoded); err != nil {
			t.Fatal(err)
		}
	}); count != 0 {
		t.Errorf("unmarshal allocates %v times", count)
	}
}

type wrong struct{ Field map[string]int }

func (wrong) ROSType() string { return "x_msgs/msg/Wrong" }

type endless struct{ Inner []endless }

func (endless) ROSType() string { return "x_msgs/msg/Endless" }

type hidden struct{ field int32 }

func (hidden) ROSType() string { return "x_msgs/msg/Hidden" }

func TestTypesThatAreNoMessages(t *testing.T) {
	for want, err := range map[string]error{
		"x_msgs/msg/Wrong.field: map":      For[wrong]().Err(),
		"nests more than 32 deep":          For[endless]().Err(),
		"Hidden.field: is not exported":    For[hidden]().Err(),
		"x_msgs/msg/Wrong.field: map[stri": For[wrong]().Unmarshal([]byte{0, 1, 0, 0}, &wrong{}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if data := For[wrong]().Marshal(nil, &wrong{}); data != nil {
		t.Errorf("marshalled %x", data)
	}
	_ = hidden{field: 1}
}

// everything has the field types that package msgs does not use yet.
type everything struct {
	A int8
	B []int16
	C uint64
	D []uint16
	E []string
	F []int32
	G [2]bool
	H []float32
	I []uint64
	J []struct{}
	K []uint32
	L [3]uint8
	M int64
}

func (everything) ROSType() string { return "x_msgs/msg/Everything" }

func TestOtherFieldTypes(t *testing.T) {
	codec := codecOf[everything]{For[everything]()}
	data := codec.codec.Marshal(nil, &everything{
		A: -1, B: []int16{-2, 3}, C: 1 << 63, D: []uint16{1, 65535, 3}, E: []string{"", "x"}, F: []int32{-5},
		G: [2]bool{true, false}, H: []float32{1.5}, I: []uint64{1, 2}, J: make([]struct{}, 2), K: []uint32{9}, L: [3]uint8{1, 2, 3}, M: -1 << 63,
	})
	if want := unhex(t, "00010000"+"ff000000"+"02000000"+"feff0300"+"00000000"+"0000000000000080"+"03000000"+"0100ffff0300"); !bytes.HasPrefix(data, want) {
		t.Errorf("got %x, want it to begin with %x", data, want)
	}
	if !codec.again(t, data) {
		t.Error("own encoding was refused")
	}
	for length := range data {
		if codec.refuse(data[:length]) == nil {
			t.Errorf("%d of %d bytes were accepted", length, len(data))
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	all := append(coders(), of[everything]())
	index := map[string]byte{}
	for i, coder := range all {
		index[coder.name()] = byte(i)
	}
	for _, row := range readGolden(f) {
		f.Add(index[row.Type], unhex(f, row.Little))
		f.Add(index[row.Type], unhex(f, row.Big))
	}
	f.Fuzz(func(t *testing.T, which byte, data []byte) {
		all[int(which)%len(all)].again(t, data)
	})
}

func BenchmarkUnmarshalImage(b *testing.B) {
	codec, decoded := For[msgs.Image](), &msgs.Image{}
	payload := codec.Marshal(nil, &msgs.Image{Height: 480, Width: 640, Encoding: "rgb8", Step: 1920, Data: make([]byte, 921600)})
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		if err := codec.Unmarshal(payload, decoded); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshalImage(b *testing.B) {
	codec := For[msgs.Image]()
	message := &msgs.Image{Height: 480, Width: 640, Encoding: "rgb8", Step: 1920, Data: make([]byte, 921600)}
	payload := codec.Marshal(nil, message)
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		payload = codec.Marshal(payload[:0], message)
	}
}

package camera

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// rawCase is one message of testdata/raw.json, which testdata/generate.py makes without OpenCV.
type rawCase struct {
	Encoding            string
	Width, Height, Step uint32
	IsBigendian         uint8 `json:"is_bigendian"`
	Data, RGB           []byte
	Tolerance           int
}

func (c rawCase) message() *msgs.Image {
	return &msgs.Image{Encoding: c.Encoding, Width: c.Width, Height: c.Height, Step: c.Step, IsBigendian: c.IsBigendian, Data: c.Data}
}

func readRawCases(t testing.TB) []rawCase {
	t.Helper()
	data, err := os.ReadFile("testdata/raw.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []rawCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 60 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

func furthest(a, b []byte) int {
	if len(a) != len(b) {
		return 256
	}
	most := 0
	for i := range a {
		most = max(most, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return most
}

func TestImageHasTheColoursOfTheReference(t *testing.T) {
	var decoder Decoder
	var picture pixels.Picture
	for _, c := range readRawCases(t) {
		t.Run(fmt.Sprintf("%s step %d endian %d", c.Encoding, c.Step, c.IsBigendian), func(t *testing.T) {
			before := bytes.Clone(c.Data)
			if err := decoder.Image(c.message(), &picture); err != nil {
				t.Fatal(err)
			}
			if picture.Width != int(c.Width) || picture.Height != int(c.Height) {
				t.Fatalf("size %d×%d", picture.Width, picture.Height)
			}
			if off := furthest(picture.Pixels, c.RGB); off > c.Tolerance {
				t.Errorf("a colour is off by %d, more than %d", off, c.Tolerance)
			}
			if !bytes.Equal(before, c.Data) {
				t.Error("the message was changed")
			}
		})
	}
}

func TestCompressedHasTheColoursOfTheReference(t *testing.T) {
	// Versions of libjpeg round their transforms differently: three levels.
	const jpegTolerance = 3
	goldens, err := filepath.Glob("testdata/files/*.golden.png")
	if err != nil || len(goldens) < 10 {
		t.Fatalf("%d golden files, %v", len(goldens), err)
	}
	var decoder Decoder
	var picture pixels.Picture
	for _, golden := range goldens {
		name := strings.TrimSuffix(golden, ".golden.png")
		t.Run(filepath.Base(name), func(t *testing.T) {
			if err := decoder.Compressed(&msgs.CompressedImage{Format: "rgb8; jpeg compressed bgr8", Data: readFile(t, name)}, &picture); err != nil {
				t.Fatal(err)
			}
			tolerance := 0
			if strings.HasSuffix(name, ".jpg") {
				tolerance = jpegTolerance
			}
			if off := furthest(picture.Pixels, readPNG(t, golden)); off > tolerance {
				t.Errorf("a colour is off by %d, more than %d", off, tolerance)
			}
		})
	}
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readPNG(t *testing.T, path string) []byte {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(readFile(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	var rgb []byte
	for y := range decoded.Bounds().Dy() {
		for x := range decoded.Bounds().Dx() {
			r, g, b, _ := decoded.At(x, y).RGBA()
			rgb = append(rgb, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return rgb
}

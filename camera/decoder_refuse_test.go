package camera

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

func TestImageRefusesLies(t *testing.T) {
	full := make([]byte, 48)
	for name, c := range map[string]struct {
		message msgs.Image
		want    string
	}{
		"short step":       {msgs.Image{Encoding: "rgb8", Width: 4, Height: 4, Step: 11, Data: full}, "step is 11 bytes, a row has 12"},
		"no step":          {msgs.Image{Encoding: "mono8", Width: 4, Height: 4, Data: full}, "step is 0 bytes"},
		"short data":       {msgs.Image{Encoding: "rgb8", Width: 4, Height: 4, Step: 12, Data: full[:47]}, "47 bytes of data, 4 rows of step 12 are 48"},
		"no data":          {msgs.Image{Encoding: "rgb8", Width: 4, Height: 4, Step: 12}, "0 bytes of data"},
		"no width":         {msgs.Image{Encoding: "rgb8", Height: 4, Step: 12, Data: full}, "0×4"},
		"no height":        {msgs.Image{Encoding: "rgb8", Width: 4, Step: 12, Data: full}, "4×0"},
		"enormous width":   {msgs.Image{Encoding: "rgb8", Width: 1<<32 - 1, Height: 4, Step: 12, Data: full}, "at most 16384"},
		"enormous height":  {msgs.Image{Encoding: "rgb8", Width: 4, Height: 1<<32 - 1, Step: 12, Data: full}, "at most 16384"},
		"too many pixels":  {msgs.Image{Encoding: "mono8", Width: 16384, Height: 16384, Step: 16384, Data: full}, "at most 67108864 pixels"},
		"enormous step":    {msgs.Image{Encoding: "rgb8", Width: 4, Height: 4, Step: 1<<32 - 1, Data: full}, "17179869180"},
		"step overflow":    {msgs.Image{Encoding: "nv12", Width: 16, Height: 16384, Step: 1<<32 - 1, Data: full}, "bytes of data"},
		"chroma missing":   {msgs.Image{Encoding: "nv12", Width: 8, Height: 4, Step: 8, Data: full[:47]}, "6 rows of step 8 are 48"},
		"odd chroma":       {msgs.Image{Encoding: "nv21", Width: 8, Height: 3, Step: 8, Data: full}, "even"},
		"odd yuyv":         {msgs.Image{Encoding: "yuyv", Width: 3, Height: 3, Step: 6, Data: full}, "even"},
		"tiny mosaic":      {msgs.Image{Encoding: "bayer_rggb8", Width: 2, Height: 2, Step: 2, Data: full}, "3 pixels a side"},
		"mosaic depth":     {msgs.Image{Encoding: "bayer_rggb", Width: 4, Height: 4, Step: 4, Data: full}, "not known"},
		"short deep step":  {msgs.Image{Encoding: "mono16", Width: 4, Height: 4, Step: 7, Data: full}, "a row has 8"},
		"depth":            {msgs.Image{Encoding: "16UC1", Width: 4, Height: 4, Step: 8, Data: full}, "a depth image holds distances"},
		"depth in metres":  {msgs.Image{Encoding: "32FC1", Width: 4, Height: 3, Step: 16, Data: full}, "a depth image holds distances"},
		"unknown":          {msgs.Image{Encoding: "RGB8", Width: 4, Height: 4, Step: 12, Data: full}, `"RGB8" 4×4: encoding is not known`},
		"no encoding":      {msgs.Image{Width: 4, Height: 4, Step: 12, Data: full}, `"" 4×4: encoding is not known`},
		"endless encoding": {msgs.Image{Encoding: strings.Repeat("x", 1<<20), Width: 4, Height: 4, Step: 12, Data: full}, "…"},
	} {
		t.Run(name, func(t *testing.T) {
			var decoder Decoder
			picture := pixels.Picture{Width: 1, Height: 1, Pixels: []byte{1, 2, 3}}
			checkRefused(t, decoder.Image(&c.message, &picture), c.want, &picture)
		})
	}
}

func checkRefused(t *testing.T, err error, want string, picture *pixels.Picture) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 400 {
		t.Errorf("error %v does not say %q", err, want)
	}
	if picture.Width != 1 || picture.Height != 1 || !bytes.Equal(picture.Pixels, []byte{1, 2, 3}) {
		t.Errorf("the picture was touched: %v", *picture)
	}
}

func TestCompressedRefusesDamage(t *testing.T) {
	jpeg, png := readFile(t, "testdata/files/colour.jpg"), readFile(t, "testdata/files/colour.png")
	for name, c := range map[string]struct {
		format string
		data   []byte
		want   string
	}{
		"nothing":           {"jpeg", nil, "neither JPEG nor PNG"},
		"other file":        {"jpeg", []byte("GIF89a..........."), "47 49 46"},
		"half a jpeg":       {"jpeg", jpeg[:len(jpeg)/2], "cut short"},
		"jpeg but its end":  {"jpeg", jpeg[:len(jpeg)-1], "cut short"},
		"jpeg header":       {"jpeg", jpeg[:30], "cut short"},
		"jpeg bomb":         {"jpeg", resizedJPEG(t, jpeg, 65535, 65535), "picture size 65535×65535"},
		"jpeg of no height": {"jpeg", resizedJPEG(t, jpeg, 0, 45), "45×0"},
		"jpeg of no frame":  {"jpeg", []byte("\xff\xd8\xff\xd9"), "without a frame header"},
		"half a png":        {"png", png[:len(png)/2], "cut short"},
		"png but its end":   {"png", png[:len(png)-1], "cut short"},
		"png of bad pixels": {"png", flipped(png, len(png)-30), "damaged"},
		"png header":        {"png", png[:20], "cut short"},
		"png bomb":          {"png", resizedPNG(png, 1<<31-1, 1<<31-1), "picture size 2147483647×2147483647"},
		"png beyond sense":  {"png", resizedPNG(png, 1<<32-1, 1), "4294967295×1"},
		"png of other size": {"png", resizedPNG(png, 16000, 31), "damaged"},
		"depth as png":      {"16UC1; png compressed ", png, "a depth image"},
		"compressed depth":  {"32FC1; compressedDepth rvl", png, "a depth image"},
		"mosaic":            {"bayer_rggb8; png compressed ", png, "Bayer mosaic"},
	} {
		t.Run(name, func(t *testing.T) {
			var decoder Decoder
			picture := pixels.Picture{Width: 1, Height: 1, Pixels: []byte{1, 2, 3}}
			err := decoder.Compressed(&msgs.CompressedImage{Format: c.format, Data: c.data}, &picture)
			checkRefused(t, err, c.want, &picture)
		})
	}
}

// flipped changes one byte.
func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 0xff
	return data
}

// resizedJPEG gives the frame header another size.
func resizedJPEG(t *testing.T, data []byte, height, width uint16) []byte {
	t.Helper()
	at := bytes.Index(data, []byte{0xff, 0xc0})
	if at < 0 {
		t.Fatal("no baseline frame header")
	}
	data = bytes.Clone(data)
	binary.BigEndian.PutUint16(data[at+5:], height)
	binary.BigEndian.PutUint16(data[at+7:], width)
	return data
}

// resizedPNG gives the header another size and a checksum that fits.
func resizedPNG(data []byte, width, height uint32) []byte {
	data = bytes.Clone(data)
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestCompressedTakesTrailingBytes(t *testing.T) {
	var decoder Decoder
	var picture pixels.Picture
	padded := append(readFile(t, "testdata/files/colour.jpg"), make([]byte, 64)...)
	if err := decoder.Compressed(&msgs.CompressedImage{Format: "jpeg", Data: padded}, &picture); err != nil {
		t.Error(err)
	}
}

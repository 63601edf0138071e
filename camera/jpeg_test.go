package camera

import (
	"bytes"
	"image"
	"testing"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// jpegs are photographs at several sizes as JPEG files, and the files of testdata.
func jpegs(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"colour", "grey", "full_chroma", "orientation", "progressive", "restarts"} {
		files[name] = readFile(t, "testdata/files/"+name+".jpg")
	}
	for name, mat := range photographs(t) {
		enlarged := gocv.NewMat()
		defer enlarged.Close()
		gocv.Resize(mat, &enlarged, image.Pt(1272, 712), 0, 0, gocv.InterpolationCubic)
		file, err := gocv.IMEncodeWithParams(gocv.JPEGFileExt, enlarged, []int{gocv.IMWriteJpegQuality, 90})
		if err != nil {
			t.Fatal(err)
		}
		files[name] = bytes.Clone(file.GetBytes())
		file.Close()
	}
	return files
}

// TestJPEGsAreDecodedAsByOpenCV compares both ways, of whole files and of files with damage inside, byte by byte.
func TestJPEGsAreDecodedAsByOpenCV(t *testing.T) {
	for name, whole := range jpegs(t) {
		for _, damage := range []int{0, 2, 3} {
			data := bytes.Clone(whole)
			if damage > 0 {
				data[len(data)-len(data)/damage] ^= 0x55
			}
			width, height, err := FileSize(data)
			if err != nil {
				continue
			}
			var decoder Decoder
			var got, want pixels.Picture
			plain, err := readJPEG(data, jpegShape{width, height, 1}, &got)
			wantErr := decoder.decodeOther(data, width, height, &want)
			if !plain || (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got.Pixels, want.Pixels) {
				t.Errorf("%s damaged by %d: %t %v, by opencv %v; off by %d", name, damage, plain, err, wantErr, furthest(got.Pixels, want.Pixels))
			}
		}
	}
}

func TestLendDoesNotCopyColours(t *testing.T) {
	for _, c := range readRawCases(t) {
		message := c.message()
		before := bytes.Clone(c.Data)
		var decoder Decoder
		var lent, copied, want pixels.Picture
		isLent, err := decoder.Lend(message, &lent)
		if err != nil {
			t.Fatal(err)
		}
		if err := decoder.Image(message, &want); err != nil {
			t.Fatal(err)
		}
		lent.CopyPacked(&copied)
		if colours := c.Encoding == "rgb8" || c.Encoding == "bgr8" || c.Encoding == "8UC3"; isLent != colours || isLent != (&lent.Pixels[0] == &message.Data[0]) {
			t.Errorf("%s step %d is lent: %t", c.Encoding, c.Step, isLent)
		}
		if !bytes.Equal(copied.Pixels, want.Pixels) || !bytes.Equal(before, c.Data) {
			t.Errorf("%s step %d: other colours than a copy has, or the message was changed", c.Encoding, c.Step)
		}
	}
	var decoder Decoder
	picture := pixels.Picture{Width: 1, Height: 1, Pixels: []byte{1, 2, 3}}
	_, err := decoder.Lend(&msgs.Image{Encoding: "bgr8", Width: 4, Height: 4, Step: 12, Data: make([]byte, 47)}, &picture)
	checkRefused(t, err, "47 bytes of data", &picture)
}

package camera

import (
	"path/filepath"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// maximumFuzzPixels keeps a fuzzed file from taking seconds to decode.
const maximumFuzzPixels = 1 << 20

func FuzzImage(f *testing.F) {
	for _, c := range readRawCases(f) {
		f.Add(c.Encoding, c.Width, c.Height, c.Step, c.IsBigendian, c.Data)
	}
	f.Add("rgb8", uint32(1<<31), uint32(1<<31), uint32(1<<31), uint8(0), []byte{1})
	f.Fuzz(func(t *testing.T, encoding string, width, height, step uint32, bigEndian uint8, data []byte) {
		var decoder Decoder
		var picture pixels.Picture
		err := decoder.Image(&msgs.Image{
			Encoding: encoding, Width: width, Height: height, Step: step, IsBigendian: bigEndian, Data: data,
		}, &picture)
		checkDecoded(t, &picture, err)
		if err == nil && (picture.Width != int(width) || picture.Height != int(height)) {
			t.Errorf("made %d×%d of %d×%d", picture.Width, picture.Height, width, height)
		}
	})
}

// addFiles adds the pictures of testdata.
func addFiles(f *testing.F) {
	f.Helper()
	names, err := filepath.Glob("testdata/files/*[^n].[jp][pn]g")
	if err != nil || len(names) < 10 {
		f.Fatalf("%d seeds, %v", len(names), err)
	}
	for _, name := range names {
		f.Add("jpeg", readFile(f, name))
	}
}

func FuzzCompressed(f *testing.F) {
	addFiles(f)
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		if width, height, err := FileSize(data); err == nil && width*height > maximumFuzzPixels {
			return
		}
		var decoder Decoder
		var picture pixels.Picture
		checkDecoded(t, &picture, decoder.Compressed(&msgs.CompressedImage{Format: format, Data: data}, &picture))
	})
}

func FuzzInspector(f *testing.F) {
	addFiles(f)
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		if width, height, err := FileSize(data); err == nil && width*height > maximumFuzzPixels {
			return
		}
		var inspector Inspector
		quality, err := inspector.Compressed(&msgs.CompressedImage{Format: format, Data: data})
		fine := quality.Sharpness >= 0 && quality.Dark >= 0 && quality.Dark <= 1 && quality.Bright >= 0 && quality.Bright <= 1
		if !fine || err != nil && quality != (Quality{}) {
			t.Errorf("%+v, %v", quality, err)
		}
	})
}

// checkDecoded proves that a picture is whole or not there at all.
func checkDecoded(t *testing.T, picture *pixels.Picture, err error) {
	t.Helper()
	if err != nil && picture.Width != 0 {
		t.Errorf("refused with %v, but left %d×%d", err, picture.Width, picture.Height)
	}
	if err == nil && len(picture.Pixels) != picture.Width*picture.Height*3 {
		t.Errorf("%d×%d has %d bytes", picture.Width, picture.Height, len(picture.Pixels))
	}
}

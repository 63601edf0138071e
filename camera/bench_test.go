package camera

import (
	"testing"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// BenchmarkImage decodes pictures of 640×480.
func BenchmarkImage(b *testing.B) {
	for encoding, step := range map[string]uint32{"rgb8": 1920, "bgr8": 1920, "mono8": 640, "yuv422": 1280, "bayer_rggb8": 640, "mono16": 1280} {
		b.Run(encoding, func(b *testing.B) {
			message := &msgs.Image{Encoding: encoding, Width: 640, Height: 480, Step: step, Data: make([]byte, step*480)}
			var decoder Decoder
			var picture pixels.Picture
			b.ReportAllocs()
			for b.Loop() {
				if err := decoder.Image(message, &picture); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompressed decodes a JPEG of 640×480.
func BenchmarkCompressed(b *testing.B) {
	mat := gocv.NewMatWithSizeFromScalar(gocv.NewScalar(40, 90, 200, 0), 480, 640, gocv.MatTypeCV8UC3)
	defer mat.Close()
	file, err := gocv.IMEncode(gocv.JPEGFileExt, mat)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	message := &msgs.CompressedImage{Format: "jpeg", Data: append([]byte{}, file.GetBytes()...)}
	var decoder Decoder
	var picture pixels.Picture
	b.ReportAllocs()
	for b.Loop() {
		if err := decoder.Compressed(message, &picture); err != nil {
			b.Fatal(err)
		}
	}
}

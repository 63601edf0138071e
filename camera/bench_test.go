package camera

import (
	"image"
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

// BenchmarkJPEG decodes a photograph of 1920×1080: by libjpeg, at half its size, and by OpenCV.
func BenchmarkJPEG(b *testing.B) {
	mat := gocv.IMRead("/usr/share/doc/opencv-doc/examples/data/aloeL.jpg", gocv.IMReadColor)
	defer mat.Close()
	if mat.Empty() {
		b.Skip("the Debian package opencv-doc, which holds the pictures, is not installed (make test installs it)")
	}
	gocv.Resize(mat, &mat, image.Pt(1920, 1080), 0, 0, gocv.InterpolationCubic)
	file, err := gocv.IMEncodeWithParams(gocv.JPEGFileExt, mat, []int{gocv.IMWriteJpegQuality, 90})
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	data := append([]byte{}, file.GetBytes()...)
	var decoder Decoder
	var picture pixels.Picture
	for name, decode := range map[string]func() error{
		"libjpeg": func() error { return decoder.Compressed(&msgs.CompressedImage{Data: data}, &picture) },
		"half":    func() error { return decoder.CompressedFor(&msgs.CompressedImage{Data: data}, 480, 270, &picture) },
		"opencv":  func() error { return decoder.decodeOther(data, 1920, 1080, &picture) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := decode(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package camera

import (
	"bytes"
	"fmt"
	"strings"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// maximumCompressed bounds a compressed picture's bytes.
const maximumCompressed = 1 << 28

// What files begin with.
const (
	jpegMagic = "\xff\xd8\xff"
	pngMagic  = "\x89PNG\r\n\x1a\n"
)

// Compressed decodes a sensor_msgs/CompressedImage, a JPEG or PNG file, into the picture, whose buffer is reused. What
// the file is it says itself; the message's format only tells depth images and mosaics, which are refused. A file that
// ends too early is refused, not filled in. The orientation that a file may ask for is left aside: a camera's
// calibration is for its pixels as they are.
func (d *Decoder) Compressed(message *msgs.CompressedImage, into *pixels.Picture) error {
	return d.compressed(message, func(int, int) int { return 1 }, into)
}

// CompressedFor is Compressed for a picture of which a view of a given size is made: a JPEG whose sides a half, a quarter or an eighth
// divides is decoded at that part of its size if it stays half as large again as the view, which costs less. The view's colours
// then differ by some levels.
func (d *Decoder) CompressedFor(message *msgs.CompressedImage, viewWidth, viewHeight int, into *pixels.Picture) error {
	return d.compressed(message, func(width, height int) int { return reductionFor(viewWidth, viewHeight, width, height) }, into)
}

func (d *Decoder) compressed(message *msgs.CompressedImage, reduction func(width, height int) int, into *pixels.Picture) error {
	width, height, err := checkFile(message)
	if err == nil {
		err = d.decodeFile(message.Data, jpegShape{width, height, reduction(width, height)}, into)
	}
	if err != nil {
		return fmt.Errorf("decode compressed image %s of %d bytes: %w", quoted(message.Format), len(message.Data), err)
	}
	return nil
}

// reductionFor is how many times smaller libjpeg may make a picture of which a view is made. What it loses lies beyond what the view
// shows, as long as the view is clearly smaller than the reduced picture.
func reductionFor(viewWidth, viewHeight, width, height int) int {
	for _, part := range []int{8, 4, 2} {
		if width%part == 0 && height%part == 0 && 2*width >= 3*part*viewWidth && 2*height >= 3*part*viewHeight {
			return part
		}
	}
	return 1
}

// checkFile tells whether the message is a picture that may be decoded, and its size.
func checkFile(message *msgs.CompressedImage) (width, height int, err error) {
	if err := checkFormat(message.Format); err != nil {
		return 0, 0, err
	}
	if len(message.Data) > maximumCompressed {
		return 0, 0, fmt.Errorf("may have at most %d bytes", maximumCompressed)
	}
	width, height, err = FileSize(message.Data)
	if err != nil {
		return 0, 0, err
	}
	return width, height, pixels.CheckSize(width, height)
}

// checkFormat reads what image_transport's plugins write, such as "rgb8; jpeg compressed bgr8".
func checkFormat(format string) error {
	encoding, rest, _ := strings.Cut(format, ";")
	encoding = strings.TrimSpace(encoding)
	if isDepth(encoding) || strings.Contains(rest, "compressedDepth") {
		return unknownEncoding("16UC1")
	}
	if strings.HasPrefix(encoding, "bayer_") && !strings.Contains(rest, "bgr8") && !strings.Contains(rest, "rgb8") {
		return fmt.Errorf("holds a Bayer mosaic, not colours: name the camera's colour topic instead")
	}
	return nil
}

// FileSize reads the size of a JPEG or PNG from the file's header and makes sure that the file goes on to its end.
func FileSize(data []byte) (width, height int, err error) {
	switch {
	case bytes.HasPrefix(data, []byte(jpegMagic)):
		return jpegSize(data)
	case bytes.HasPrefix(data, []byte(pngMagic)):
		return pngSize(data)
	}
	return 0, 0, fmt.Errorf("is neither JPEG nor PNG: begins with % x", data[:min(len(data), 8)])
}

func (d *Decoder) decodeFile(data []byte, shape jpegShape, into *pixels.Picture) error {
	if bytes.HasPrefix(data, []byte(jpegMagic)) {
		if plain, err := readJPEG(data, shape, into); plain {
			return err
		}
	}
	return d.decodeOther(data, shape.width, shape.height, into)
}

// decodeOther has OpenCV decode a file.
func (d *Decoder) decodeOther(data []byte, width, height int, into *pixels.Picture) error {
	decoded, err := gocv.IMDecode(data, gocv.IMReadColor|gocv.IMReadAnyDepth|gocv.IMReadIgnoreOrientation)
	if err != nil {
		return fmt.Errorf("decode by opencv: %w", err)
	}
	defer decoded.Close()
	if decoded.Empty() {
		return fmt.Errorf("is damaged: opencv cannot decode it")
	}
	if decoded.Cols() != width || decoded.Rows() != height {
		return fmt.Errorf("is damaged: its header says %d×%d, its pixels are %d×%d", width, height, decoded.Cols(), decoded.Rows())
	}
	if decoded.Type() == gocv.MatTypeCV16UC3 {
		const scale = 1.0 / 257
		decoded.ConvertToWithParams(&decoded, gocv.MatTypeCV8UC3, scale, 0)
	}
	if decoded.Type() != gocv.MatTypeCV8UC3 {
		return fmt.Errorf("has pixels of opencv type %d, not colours of 8 or 16 bits", decoded.Type())
	}
	into.Resize(width, height)
	defer d.pins.Unpin()
	return d.write(decoded, gocv.ColorBGRToRGB, into)
}

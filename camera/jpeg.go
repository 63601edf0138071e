package camera

// #cgo LDFLAGS: -ljpeg
// #include <stdio.h>
// #include "jpeg.h"
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/thinker3d/thinker3d/camera/pixels"
)

// cmyk is the number of components that libjpeg alone does not turn into RGB.
const cmyk = 4

// jpegShape is a JPEG's own width and height, and the part in which it is decoded: one in part, which divides both.
type jpegShape struct{ width, height, part int }

// readJPEG has libjpeg write red, green and blue straight into the picture's memory. OpenCV takes the same library, and then turns
// each pixel round. The error is that the file is damaged, and the picture then has its size of before; plain says whether the file
// is of grey or of three colours, which others are not for libjpeg alone.
func readJPEG(data []byte, shape jpegShape, into *pixels.Picture) (plain bool, err error) {
	before := *into
	into.Resize(shape.width/shape.part, shape.height/shape.part)
	into.Reduction = shape.part
	var made C.jpeg_made
	C.jpeg_colours((*C.uchar)(unsafe.Pointer(&data[0])), C.size_t(len(data)), C.int(shape.part),
		(*C.uchar)(unsafe.Pointer(&into.Pixels[0])), C.int(into.Width), C.int(into.Height), &made)
	if made.decoded == 0 {
		*into = before
		return made.components != cmyk, fmt.Errorf("is damaged: %s", C.GoString(&made.message[0]))
	}
	return true, nil
}

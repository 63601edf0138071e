package camera

import (
	"fmt"
	"strings"

	"gocv.io/x/gocv"
)

// plain is the conversion code of pictures that are packed RGB already.
const plain gocv.ColorConversionCode = -1

// layout says how an encoding keeps its pixels in memory.
type layout struct {
	// samples per pixel in the first plane, and bytes per sample.
	samples, depth int
	code           gocv.ColorConversionCode
	// chroma is set where half as many rows of chroma follow the rows of luma.
	chroma bool
	// evenWidth and evenHeight are set where pixels share chroma.
	evenWidth, evenHeight bool
	// least is the smallest side that can be interpolated.
	least int
}

// layoutOf knows the encodings of sensor_msgs; nothing in its errors repeats the name.
func layoutOf(encoding string) (layout, error) {
	switch encoding {
	case "rgb8":
		return layout{samples: 3, depth: 1, code: plain}, nil
	case "rgb16":
		return layout{samples: 3, depth: 2, code: plain}, nil
	case "bgr8", "8UC3":
		return layout{samples: 3, depth: 1, code: gocv.ColorBGRToRGB}, nil
	case "bgr16":
		return layout{samples: 3, depth: 2, code: gocv.ColorBGRToRGB}, nil
	case "rgba8":
		return layout{samples: 4, depth: 1, code: gocv.ColorBGRAToBGR}, nil
	case "bgra8", "8UC4":
		return layout{samples: 4, depth: 1, code: gocv.ColorRGBAToBGR}, nil
	case "mono8", "8UC1":
		return layout{samples: 1, depth: 1, code: gocv.ColorGrayToBGR}, nil
	case "mono16":
		return layout{samples: 1, depth: 2, code: gocv.ColorGrayToBGR}, nil
	case "yuv422", "uyvy":
		return layout{samples: 2, depth: 1, code: gocv.ColorYUVToRGBUYVY, evenWidth: true}, nil
	case "yuv422_yuy2", "yuyv":
		return layout{samples: 2, depth: 1, code: gocv.ColorYUVToRGBYUY2, evenWidth: true}, nil
	case "nv12":
		return layout{samples: 1, depth: 1, code: gocv.ColorYUVToRGBNV12, chroma: true, evenWidth: true, evenHeight: true}, nil
	case "nv21":
		return layout{samples: 1, depth: 1, code: gocv.ColorYUVToRGBNV21, chroma: true, evenWidth: true, evenHeight: true}, nil
	}
	return mosaicOf(encoding)
}

// mosaicOf knows the Bayer encodings. ROS names a pattern by its first two rows, OpenCV by the second pixel of the
// second row and on, so that rggb is OpenCV's BG; and since its constant BG to RGB equals RG to BGR, the names agree here.
func mosaicOf(encoding string) (layout, error) {
	const least = 3
	l := layout{samples: 1, depth: 1, least: least}
	pattern, deep := strings.CutSuffix(encoding, "16")
	if deep {
		l.depth = 2
	} else if pattern, deep = strings.CutSuffix(encoding, "8"); !deep {
		return layout{}, unknownEncoding(encoding)
	}
	switch pattern {
	case "bayer_rggb":
		l.code = gocv.ColorBayerRGToBGR
	case "bayer_bggr":
		l.code = gocv.ColorBayerBGToBGR
	case "bayer_gbrg":
		l.code = gocv.ColorBayerGBToBGR
	case "bayer_grbg":
		l.code = gocv.ColorBayerGRToBGR
	default:
		return layout{}, unknownEncoding(encoding)
	}
	return l, nil
}

func unknownEncoding(encoding string) error {
	if isDepth(encoding) {
		return fmt.Errorf("a depth image holds distances, not colours: name the camera's colour topic instead")
	}
	return fmt.Errorf("encoding is not known: known are rgb8, bgr8, rgba8, bgra8, mono8, rgb16, bgr16, mono16, yuv422, yuv422_yuy2, nv12, nv21 and bayer_*")
}

// isDepth knows the encodings of depth images.
func isDepth(encoding string) bool {
	return encoding == "16UC1" || encoding == "32FC1"
}

// rows is the number of rows in memory of a picture of this height.
func (l layout) rows(height int) int {
	if l.chroma {
		return height + height/2
	}
	return height
}

// matType is that of the first plane once its samples are bytes.
func (l layout) matType() gocv.MatType {
	switch l.samples {
	case 1:
		return gocv.MatTypeCV8UC1
	case 2:
		return gocv.MatTypeCV8UC2
	case 3:
		return gocv.MatTypeCV8UC3
	}
	return gocv.MatTypeCV8UC4
}

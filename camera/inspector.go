package camera

import (
	"fmt"
	"image"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

const (
	// inspectedSide is the longer side of what is measured: finer detail than that the models do not see.
	inspectedSide = 640
	// darkest and brightest bound the luma of pixels in which nothing can be told apart.
	darkest, brightest = 10, 245
)

// Inspector measures how sharp and how well exposed camera messages are. It keeps scratch memory; one goroutine uses it at a time.
type Inspector struct {
	decoder Decoder
	picture pixels.Picture
}

// Image measures a sensor_msgs/Image.
func (i *Inspector) Image(message *msgs.Image) (Quality, error) {
	if err := i.decoder.Image(message, &i.picture); err != nil {
		return Quality{}, err
	}
	defer i.decoder.pins.Unpin()
	colours, err := i.decoder.mat(i.picture.Height, i.picture.Width, gocv.MatTypeCV8UC3, i.picture.Pixels)
	if err != nil {
		return Quality{}, err
	}
	defer colours.Close()
	grey := gocv.NewMat()
	defer grey.Close()
	gocv.CvtColor(colours, &grey, gocv.ColorRGBToGray)
	return measure(grey)
}

// Compressed measures a sensor_msgs/CompressedImage. A large JPEG is not decoded in full.
func (i *Inspector) Compressed(message *msgs.CompressedImage) (Quality, error) {
	quality, err := inspectFile(message)
	if err != nil {
		return Quality{}, fmt.Errorf("inspect compressed image %s of %d bytes: %w", quoted(message.Format), len(message.Data), err)
	}
	return quality, nil
}

func inspectFile(message *msgs.CompressedImage) (Quality, error) {
	width, height, err := checkFile(message)
	if err != nil {
		return Quality{}, err
	}
	grey, err := gocv.IMDecode(message.Data, reduction(max(width, height))|gocv.IMReadIgnoreOrientation)
	if err != nil {
		return Quality{}, fmt.Errorf("decode by opencv: %w", err)
	}
	defer grey.Close()
	if grey.Empty() || grey.Type() != gocv.MatTypeCV8UC1 {
		return Quality{}, fmt.Errorf("is damaged: opencv cannot decode it")
	}
	if grey.Cols() > width || grey.Rows() > height {
		return Quality{}, fmt.Errorf("is damaged: its header says %d×%d, its pixels are %d×%d", width, height, grey.Cols(), grey.Rows())
	}
	return measure(grey)
}

// reduction is how far a file can be decoded to a part of its size, and be well above what is measured.
func reduction(side int) gocv.IMReadFlag {
	const spare = inspectedSide * 3 / 2
	switch {
	case side >= 8*spare:
		return gocv.IMReadReducedGrayscale8
	case side >= 4*spare:
		return gocv.IMReadReducedGrayscale4
	case side >= 2*spare:
		return gocv.IMReadReducedGrayscale2
	}
	return gocv.IMReadGrayScale
}

// measure takes a picture of one channel.
func measure(grey gocv.Mat) (Quality, error) {
	if side := max(grey.Cols(), grey.Rows()); side > inspectedSide {
		reduced := gocv.NewMat()
		defer reduced.Close()
		size := image.Pt(max(1, grey.Cols()*inspectedSide/side), max(1, grey.Rows()*inspectedSide/side))
		gocv.Resize(grey, &reduced, size, 0, 0, gocv.InterpolationArea)
		grey = reduced
	}
	samples, err := grey.DataPtrUint8()
	if err != nil {
		return Quality{}, fmt.Errorf("read reduced picture: %w", err)
	}
	dark, bright := 0, 0
	for _, sample := range samples {
		if sample <= darkest {
			dark++
		}
		if sample >= brightest {
			bright++
		}
	}
	edges, mean, deviation := gocv.NewMat(), gocv.NewMat(), gocv.NewMat()
	defer edges.Close()
	defer mean.Close()
	defer deviation.Close()
	gocv.Laplacian(grey, &edges, gocv.MatTypeCV16S, 1, 1, 0, gocv.BorderDefault)
	gocv.MeanStdDev(edges, &mean, &deviation)
	spread, all := deviation.GetDoubleAt(0, 0), float64(len(samples))
	return Quality{Sharpness: spread * spread, Dark: float64(dark) / all, Bright: float64(bright) / all}, nil
}

package camera

import (
	"encoding/binary"
	"fmt"
	"image/color"
	"math"
	"runtime"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
)

// Undistorter makes of a camera's pictures those that another lens at its place would see. Its map is worked out once; one goroutine uses it at a time.
type Undistorter struct {
	source        *lens.Lens
	width, height int
	x, y          []byte // the map as OpenCV reads it, float32
	pins          runtime.Pinner
}

// NewUndistorter works the map out.
func NewUndistorter(source, wanted *lens.Lens) *Undistorter {
	made := lens.NewMap(wanted, source)
	return &Undistorter{source: source, width: made.Width, height: made.Height, x: floats(made.X), y: floats(made.Y)}
}

// Undistort writes the straightened picture; what the camera does not see is black. The two pictures must not be the same.
func (u *Undistorter) Undistort(source, into *pixels.Picture) error {
	if err := u.source.CheckSize(source.Width, source.Height); err != nil {
		return err
	}
	into.Resize(u.width, u.height)
	defer u.pins.Unpin()
	from, fromErr := u.mat(source.Height, source.Width, gocv.MatTypeCV8UC3, source.Pixels)
	defer closeMat(from, fromErr)
	to, toErr := u.mat(u.height, u.width, gocv.MatTypeCV8UC3, into.Pixels)
	defer closeMat(to, toErr)
	x, xErr := u.mat(u.height, u.width, gocv.MatTypeCV32F, u.x)
	defer closeMat(x, xErr)
	y, yErr := u.mat(u.height, u.width, gocv.MatTypeCV32F, u.y)
	defer closeMat(y, yErr)
	for _, err := range []error{fromErr, toErr, xErr, yErr} {
		if err != nil {
			return fmt.Errorf("undistort: hand picture to opencv: %w", err)
		}
	}
	gocv.Remap(from, &to, &x, &y, gocv.InterpolationLinear, gocv.BorderConstant, color.RGBA{})
	written, err := to.DataPtrUint8()
	if err != nil {
		return fmt.Errorf("undistort: read the picture: %w", err)
	}
	if &written[0] != &into.Pixels[0] || len(written) != len(into.Pixels) {
		return fmt.Errorf("undistort: opencv made %d×%d instead of %d×%d", to.Cols(), to.Rows(), u.width, u.height)
	}
	return nil
}

func (u *Undistorter) mat(rows, columns int, kind gocv.MatType, data []byte) (gocv.Mat, error) {
	u.pins.Pin(&data[0])
	return gocv.NewMatFromBytes(rows, columns, kind, data)
}

func closeMat(m gocv.Mat, err error) {
	if err == nil {
		_ = m.Close()
	}
}

func floats(numbers []float32) []byte {
	data := make([]byte, 0, 4*len(numbers))
	for _, number := range numbers {
		data = binary.NativeEndian.AppendUint32(data, math.Float32bits(number))
	}
	return data
}

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

// Undistorter makes of a camera's pictures those that another lens at its place would see. Its map is worked out once; several goroutines may use it.
type Undistorter struct {
	source        *lens.Lens
	width, height int
	x, y          []byte // the map as OpenCV reads it, float32
}

// remapping is one call's matrices over Go's memory, pinned until its end.
type remapping struct {
	pins runtime.Pinner
	made []gocv.Mat
	err  error
}

// NewUndistorter works the map out.
func NewUndistorter(source, wanted *lens.Lens) *Undistorter {
	made := lens.NewMap(wanted, source)
	return &Undistorter{source: source, width: made.Width, height: made.Height, x: floats(made.X), y: floats(made.Y)}
}

// Undistort writes the straightened picture, whose pixels begin with the same colour; what the camera does not see is black. The
// two pictures must not be the same, and the source's rows must not be padded.
func (u *Undistorter) Undistort(source, into *pixels.Picture) error {
	if err := u.source.CheckSize(source.Width, source.Height); err != nil {
		return err
	}
	if source.Stride != 0 {
		return fmt.Errorf("undistort: the picture has rows of %d bytes, which must be %d", source.Stride, 3*source.Width)
	}
	into.Resize(u.width, u.height)
	into.BlueFirst = source.BlueFirst
	var r remapping
	defer r.end()
	from, to := r.mat(source.Height, source.Width, gocv.MatTypeCV8UC3, source.Pixels), r.mat(u.height, u.width, gocv.MatTypeCV8UC3, into.Pixels)
	x, y := r.mat(u.height, u.width, gocv.MatTypeCV32F, u.x), r.mat(u.height, u.width, gocv.MatTypeCV32F, u.y)
	if r.err != nil {
		return fmt.Errorf("undistort: hand picture to opencv: %w", r.err)
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

func (r *remapping) mat(rows, columns int, kind gocv.MatType, data []byte) gocv.Mat {
	r.pins.Pin(&data[0])
	made, err := gocv.NewMatFromBytes(rows, columns, kind, data)
	if err != nil {
		r.err = err
		return made
	}
	r.made = append(r.made, made)
	return made
}

func (r *remapping) end() {
	for i := range r.made {
		_ = r.made[i].Close()
	}
	r.pins.Unpin()
}

func floats(numbers []float32) []byte {
	data := make([]byte, 0, 4*len(numbers))
	for _, number := range numbers {
		data = binary.NativeEndian.AppendUint32(data, math.Float32bits(number))
	}
	return data
}

package camera

import (
	"fmt"
	"image"
	"runtime"

	"gocv.io/x/gocv"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
)

// Decoder turns camera messages into packed RGB. It keeps scratch memory; one goroutine uses it at a time.
//
// OpenCV reads a message's bytes and writes the picture's where they lie, pinned for the call: besides the conversion
// itself nothing is copied, except where samples have 16 bits or rows are padded by part of a pixel. rgb8 is one copy.
// A JPEG is decoded straight into the picture; a PNG into OpenCV's own memory as BGR, and written to the picture with its colours in order.
type Decoder struct {
	scratch []byte
	pins    runtime.Pinner
}

// raw is an uncompressed picture in memory: rows of step bytes.
type raw struct {
	layout
	width, height, step int
	data                []byte
}

// Image decodes a sensor_msgs/Image into the picture, whose buffer is reused. Sizes that lie are refused before they
// are believed, and the picture is then as it was.
func (d *Decoder) Image(message *msgs.Image, into *pixels.Picture) error {
	source, err := rawOf(message)
	if err != nil {
		return fmt.Errorf("decode image %s %d×%d: %w", quoted(message.Encoding), message.Width, message.Height, err)
	}
	into.Resize(source.width, source.height)
	if source.depth == 2 {
		d.narrow(&source, message.IsBigendian != 0)
	}
	if source.code == plain {
		source.copyTo(into.Pixels)
		return nil
	}
	if err := d.convert(source, into); err != nil {
		return fmt.Errorf("decode image %s %d×%d: %w", quoted(message.Encoding), message.Width, message.Height, err)
	}
	return nil
}

// Lend is Image without a copy where the message has colours of 8 bits as they are, red or blue first, padded or not: the picture
// is then the message's memory, which must outlive its use. Lent says whether it is.
func (d *Decoder) Lend(message *msgs.Image, into *pixels.Picture) (lent bool, err error) {
	source, err := rawOf(message)
	if err != nil || source.depth != 1 || source.samples != 3 {
		return false, d.Image(message, into)
	}
	into.Lend(source.data[:source.step*source.height], source.width, source.height, source.step, source.code != plain)
	return true, nil
}

// rawOf checks everything that the message says about its data.
func rawOf(message *msgs.Image) (raw, error) {
	l, err := layoutOf(message.Encoding)
	if err != nil {
		return raw{}, err
	}
	if message.Width > pixels.MaximumSide || message.Height > pixels.MaximumSide {
		return raw{}, fmt.Errorf("sides may have at most %d pixels", pixels.MaximumSide)
	}
	r := raw{layout: l, width: int(message.Width), height: int(message.Height), step: int(message.Step), data: message.Data}
	if err := pixels.CheckSize(r.width, r.height); err != nil {
		return raw{}, err
	}
	if r.width < l.least || r.height < l.least {
		return raw{}, fmt.Errorf("needs %d pixels a side", l.least)
	}
	if l.evenWidth && r.width%2 != 0 || l.evenHeight && r.height%2 != 0 {
		return raw{}, fmt.Errorf("pixels share chroma in pairs: the size must be even")
	}
	if r.step < r.rowBytes() {
		return raw{}, fmt.Errorf("step is %d bytes, a row has %d", r.step, r.rowBytes())
	}
	if want := int64(r.step) * int64(l.rows(r.height)); int64(len(r.data)) < want {
		return raw{}, fmt.Errorf("has %d bytes of data, %d rows of step %d are %d", len(r.data), l.rows(r.height), r.step, want)
	}
	return r, nil
}

func (r raw) rowBytes() int { return r.width * r.samples * r.depth }

// copyTo writes the rows without their padding.
func (r raw) copyTo(to []byte) {
	length, rows := r.rowBytes(), r.rows(r.height)
	if r.step == length {
		copy(to, r.data[:rows*length])
		return
	}
	for y := range rows {
		copy(to[y*length:], r.data[y*r.step:][:length])
	}
}

// narrow replaces 16-bit samples by 8-bit ones, rounded, in scratch memory without padding.
func (d *Decoder) narrow(r *raw, bigEndian bool) {
	length, rows := r.width*r.samples, r.rows(r.height)
	d.scratch = grown(d.scratch, length*rows)
	high, low := 1, 0
	if bigEndian {
		high, low = 0, 1
	}
	for y := range rows {
		from, to := r.data[y*r.step:][:2*length], d.scratch[y*length:][:length]
		for x := range to {
			const most, half = 1<<8 + 1, 1 << 7
			to[x] = byte((uint32(from[2*x+high])<<8 + uint32(from[2*x+low]) + half) / most)
		}
	}
	r.data, r.step, r.depth = d.scratch, length, 1
}

// convert has OpenCV write the picture.
func (d *Decoder) convert(r raw, into *pixels.Picture) error {
	if r.step%r.samples != 0 {
		d.scratch = grown(d.scratch, r.rowBytes()*r.rows(r.height))
		r.copyTo(d.scratch)
		r.data, r.step = d.scratch, r.rowBytes()
	}
	defer d.pins.Unpin()
	source, err := d.mat(r.rows(r.height), r.step/r.samples, r.matType(), r.data)
	if err != nil {
		return err
	}
	defer source.Close()
	if r.step != r.rowBytes() {
		padded := source
		source = padded.Region(image.Rect(0, 0, r.width, r.rows(r.height)))
		defer padded.Close()
	}
	return d.write(source, r.code, into)
}

// write converts a matrix of the picture's size into the picture.
func (d *Decoder) write(source gocv.Mat, code gocv.ColorConversionCode, into *pixels.Picture) error {
	target, err := d.mat(into.Height, into.Width, gocv.MatTypeCV8UC3, into.Pixels)
	if err != nil {
		return err
	}
	defer target.Close()
	gocv.CvtColor(source, &target, code)
	written, err := target.DataPtrUint8()
	if err != nil {
		return fmt.Errorf("read converted picture: %w", err)
	}
	if &written[0] != &into.Pixels[0] || len(written) != len(into.Pixels) {
		return fmt.Errorf("opencv made %d×%d instead of %d×%d", target.Cols(), target.Rows(), into.Width, into.Height)
	}
	return nil
}

// mat is a matrix over Go's memory, pinned until the pins are drawn.
func (d *Decoder) mat(rows, columns int, kind gocv.MatType, data []byte) (gocv.Mat, error) {
	d.pins.Pin(&data[0])
	m, err := gocv.NewMatFromBytes(rows, columns, kind, data)
	if err != nil {
		return gocv.Mat{}, fmt.Errorf("hand picture to opencv: %w", err)
	}
	return m, nil
}

func grown(buffer []byte, length int) []byte {
	if cap(buffer) < length {
		return make([]byte, length)
	}
	return buffer[:length]
}

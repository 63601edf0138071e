package node

import (
	"fmt"
	"strings"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

// maximumFree is how many released frames a camera keeps for its next messages.
const maximumFree = 16

// frame is one camera's picture as it came off the bus, not yet decoded. It owns the message's buffer, and goes back to
// its reader with it.
type frame struct {
	header       msgs.Header
	image        msgs.Image
	compressed   msgs.CompressedImage
	isCompressed bool
	received     topics.Received
	reader       *frameReader
	// number is the frame's among its camera's.
	number uint64
	// view leads from the model's picture to this one and to rays, once the model has looked; if its lens is not known it is nil. Problem is
	// what is wrong with the camera's calibration, nil if nothing.
	view    *lens.View
	problem error
	// info is the calibration that view was made of.
	info *msgs.CameraInfo
	// calibration is what these were when the frame was looked at first, nil before.
	calibration *calibration
}

// release gives the frame and its buffer back; neither must be used afterwards.
func (f *frame) release() {
	f.received.Release()
	f.image.Data, f.compressed.Data = nil, nil
	f.view, f.problem, f.info, f.calibration = nil, nil, nil, nil
	select {
	case f.reader.free <- f:
	default:
	}
}

// decode turns the message into colours, which may be the message's own memory; a JPEG may be reduced for a view of a size, if one is given.
func (f *frame) decode(decoder *camera.Decoder, view *pixels.SizeSpec, into *pixels.Picture) error {
	switch {
	case f.isCompressed && view != nil:
		return decoder.CompressedFor(&f.compressed, view.Width, view.Height, into)
	case f.isCompressed:
		return decoder.Compressed(&f.compressed, into)
	}
	_, err := decoder.Lend(&f.image, into)
	return err
}

// size is the picture's width and height as its message states them; zero if it does not.
func (f *frame) size() infoSize {
	if !f.isCompressed {
		return infoSize{f.image.Width, f.image.Height}
	}
	width, height, err := camera.FileSize(f.compressed.Data)
	if err != nil {
		return infoSize{}
	}
	return infoSize{uint32(width), uint32(height)}
}

// frameReader reads one camera's messages into frames that were released before; a camera that sends the same encoding
// and frame again costs no memory.
type frameReader struct {
	isCompressed bool
	images       *cdr.Codec[msgs.Image]
	compressed   *cdr.Codec[msgs.CompressedImage]
	free         chan *frame
	limits       config.Views
	inspector    camera.Inspector
	count        uint64
}

func newFrameReader(imageType string, limits config.Views) (*frameReader, error) {
	r := &frameReader{images: cdr.For[msgs.Image](), compressed: cdr.For[msgs.CompressedImage](), free: make(chan *frame, maximumFree), limits: limits}
	switch imageType {
	case msgs.Image{}.ROSType():
	case msgs.CompressedImage{}.ROSType():
		r.isCompressed = true
	default:
		return nil, fmt.Errorf("type %s is no image", imageType)
	}
	return r, nil
}

// read takes the message over, also if it is none; its pixels stay in the bus's buffer. A picture that is to be skipped is a skippedError.
func (r *frameReader) read(received topics.Received) (*frame, error) {
	f := r.take()
	r.count++
	f.received, f.isCompressed, f.number = received, r.isCompressed, r.count
	err := r.unmarshal(f)
	if err == nil && r.limits.Looks() {
		err = r.inspect(f)
	}
	if err != nil {
		topic := received.Topic
		f.release()
		return nil, fmt.Errorf("topic %s: %w", topic, err)
	}
	return f, nil
}

func (r *frameReader) inspect(f *frame) error {
	var quality camera.Quality
	var err error
	if f.isCompressed {
		quality, err = r.inspector.Compressed(&f.compressed)
	} else {
		quality, err = r.inspector.Image(&f.image)
	}
	if err != nil {
		return err
	}
	if reason, flawed := quality.Flaw(r.limits); flawed {
		return skippedError(reason)
	}
	return nil
}

func (r *frameReader) take() *frame {
	select {
	case f := <-r.free:
		return f
	default:
		return &frame{reader: r}
	}
}

func (r *frameReader) unmarshal(f *frame) error {
	if r.isCompressed {
		err := r.compressed.Unmarshal(f.received.Data, &f.compressed)
		f.header = f.compressed.Header
		return err
	}
	err := r.images.Unmarshal(f.received.Data, &f.image)
	f.header = f.image.Header
	return err
}

// imageEndpoint is a camera's image topic; its type is configured or told by its name.
func imageEndpoint(cam config.Camera) (topics.Endpoint, error) {
	compressed := cam.Transport == config.TransportCompressed ||
		cam.Transport == config.TransportAuto && strings.HasSuffix(cam.ImageTopic, "/compressed")
	if compressed {
		return topics.EndpointOf[msgs.CompressedImage](cam.ImageTopic, topics.SensorData())
	}
	return topics.EndpointOf[msgs.Image](cam.ImageTopic, topics.SensorData())
}

package node

import (
	"fmt"
	"strings"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

// frame is one camera's picture as it came off the bus, not yet decoded. It owns the message's buffer.
type frame struct {
	header     msgs.Header
	image      *msgs.Image
	compressed *msgs.CompressedImage
	received   topics.Received
}

func (f *frame) release() { f.received.Release() }

// decode turns the message into packed RGB.
func (f *frame) decode(decoder *camera.Decoder, into *pixels.Picture) error {
	if f.compressed != nil {
		return decoder.Compressed(f.compressed, into)
	}
	return decoder.Image(f.image, into)
}

// frameReader reads image messages of either kind.
type frameReader struct {
	images     *cdr.Codec[msgs.Image]
	compressed *cdr.Codec[msgs.CompressedImage]
}

func newFrameReader() frameReader {
	return frameReader{images: cdr.For[msgs.Image](), compressed: cdr.For[msgs.CompressedImage]()}
}

// read takes the message over; its pixels stay in the bus's buffer.
func (r frameReader) read(imageType string, received topics.Received) (*frame, error) {
	f := &frame{received: received}
	switch imageType {
	case msgs.Image{}.ROSType():
		f.image = &msgs.Image{}
		if err := r.images.Unmarshal(received.Data, f.image); err != nil {
			return nil, fmt.Errorf("topic %s: %w", received.Topic, err)
		}
		f.header = f.image.Header
	case msgs.CompressedImage{}.ROSType():
		f.compressed = &msgs.CompressedImage{}
		if err := r.compressed.Unmarshal(received.Data, f.compressed); err != nil {
			return nil, fmt.Errorf("topic %s: %w", received.Topic, err)
		}
		f.header = f.compressed.Header
	default:
		return nil, fmt.Errorf("topic %s: type %s is no image", received.Topic, imageType)
	}
	return f, nil
}

// imageTypeOf is the type of a camera's image topic, as configured or told by its name.
func imageTypeOf(cam config.Camera) string {
	compressed := cam.Transport == config.TransportCompressed ||
		cam.Transport == config.TransportAuto && strings.HasSuffix(cam.ImageTopic, "/compressed")
	if compressed {
		return msgs.CompressedImage{}.ROSType()
	}
	return msgs.Image{}.ROSType()
}

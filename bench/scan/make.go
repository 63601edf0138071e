package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// The recording that is made.
const (
	cameras    = 6
	length     = 10 * time.Minute
	period     = 100 * time.Millisecond
	enlarged   = 2
	quality    = 85
	firstNanos = 1767225600e9
	// apart is how far the cameras of a moment fire from each other, late how long a picture is under way.
	apart = time.Millisecond
	late  = 15 * time.Millisecond
)

func topicOf(index int) string { return fmt.Sprintf("/camera/c%d/image_raw/compressed", index) }

// makeBag writes a recording whose pictures are those of another one, enlarged.
func makeBag(from, into string) error {
	pictures, err := readPictures(from)
	if err != nil {
		return err
	}
	text, err := definition.Of[msgs.CompressedImage]()
	if err != nil {
		return err
	}
	writer, err := bag.Create(into)
	if err != nil {
		return err
	}
	defer writer.Abort()
	codec := cdr.For[msgs.CompressedImage]()
	var data []byte
	for moment := range int(length / period) {
		for index := range cameras {
			stamp := int64(firstNanos) + int64(moment)*period.Nanoseconds() + int64(index)*apart.Nanoseconds()
			message := msgs.CompressedImage{Header: msgs.Header{Stamp: msgs.TimeFromNanos(stamp), FrameID: fmt.Sprintf("c%d", index)},
				Format: "jpeg", Data: pictures[(moment+7*index)%len(pictures)]}
			data = codec.Marshal(data[:0], &message)
			if err := writer.Write(bag.Record{Topic: topicOf(index), Type: message.ROSType(), Definition: text, QoS: topics.Default(),
				LogNanos: stamp + late.Nanoseconds(), PublishNanos: stamp, Data: data}); err != nil {
				return err
			}
		}
	}
	return writer.Close()
}

// readPictures takes all pictures of a recording and makes larger ones of them.
func readPictures(path string) ([][]byte, error) {
	reader, err := bag.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	codec := cdr.For[msgs.CompressedImage]()
	var pictures [][]byte
	for {
		received, err := reader.Next()
		if errors.Is(err, io.EOF) && len(pictures) > 0 {
			return pictures, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read pictures of %s: %w", path, err)
		}
		if !strings.HasSuffix(received.Topic, "/compressed") {
			received.Release()
			continue
		}
		var message msgs.CompressedImage
		err = codec.Unmarshal(received.Data, &message)
		if err == nil {
			var larger []byte
			larger, err = enlarge(message.Data)
			pictures = append(pictures, larger)
		}
		received.Release()
		if err != nil {
			return nil, err
		}
	}
}

func enlarge(data []byte) ([]byte, error) {
	small, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	size := small.Bounds().Size().Mul(enlarged)
	var out bytes.Buffer
	err = jpeg.Encode(&out, larger{small, size}, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// larger is a picture of which each pixel is shown several times.
type larger struct {
	of   image.Image
	size image.Point
}

// ColorModel is the small picture's.
func (l larger) ColorModel() color.Model { return l.of.ColorModel() }

// Bounds are the large picture's.
func (l larger) Bounds() image.Rectangle { return image.Rectangle{Max: l.size} }

// At is a pixel of the small picture.
func (l larger) At(x, y int) color.Color { return l.of.At(x/enlarged, y/enlarged) }

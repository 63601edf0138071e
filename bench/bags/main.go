// Command bags measures reading and decoding a bag of images and prints one JSON object; bench/bags.py does the same in Python.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/bag"
)

const (
	width, height = 640, 480
	images        = 400
	imageType     = "sensor_msgs/msg/Image"
)

// result is what one measurement prints.
type result struct {
	Reader        string  `json:"reader"`
	Messages      int     `json:"messages"`
	Bytes         int64   `json:"bytes"`
	Runs          int     `json:"runs"`
	MedianSeconds float64 `json:"median_seconds"`
	LeastSeconds  float64 `json:"least_seconds"`
	// Sum adds up one byte of each image, so that the readers can be seen to agree.
	Sum int `json:"sum"`
}

func main() {
	path := flag.String("bag", "build/bench.mcap", "the bag; it is made if it does not exist")
	runs := flag.Int("runs", 10, "how often to measure, after one run that does not count")
	flag.Parse()
	measured, err := measure(*path, *runs)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(measured)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bags:", err)
		os.Exit(1)
	}
}

func measure(path string, runs int) (result, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := record(path); err != nil {
			return result{}, fmt.Errorf("make the bag: %w", err)
		}
	}
	r := result{Reader: "go", Runs: runs}
	var times []float64
	for run := range runs + 1 {
		start := time.Now()
		if err := r.read(path); err != nil {
			return result{}, err
		}
		if run > 0 {
			times = append(times, time.Since(start).Seconds())
		}
	}
	slices.Sort(times)
	r.MedianSeconds, r.LeastSeconds = times[len(times)/2], times[0]
	return r, nil
}

func (r *result) read(path string) error {
	reader, err := bag.Open(path)
	if err != nil {
		return err
	}
	defer reader.Close()
	codec, image := cdr.For[msgs.Image](), &msgs.Image{}
	r.Messages, r.Bytes, r.Sum = 0, 0, 0
	for {
		message, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := codec.Unmarshal(message.Data, image); err != nil {
			return err
		}
		r.Messages++
		r.Bytes += int64(len(message.Data))
		r.Sum += int(image.Data[len(image.Data)/2])
		message.Release()
	}
}

// record makes pictures with some noise, which compress about as camera pictures do.
func record(path string) error {
	text, err := definition.Of[msgs.Image]()
	if err != nil {
		return err
	}
	writer, err := bag.Create(path)
	if err != nil {
		return err
	}
	defer writer.Abort()
	codec := cdr.For[msgs.Image]()
	image := &msgs.Image{Height: height, Width: width, Encoding: "rgb8", Step: 3 * width, Data: make([]byte, 3*width*height)}
	var payload []byte
	noise := uint32(1)
	for i := range images {
		at := int64(i) * int64(time.Second) / 30
		image.Header = msgs.Header{Stamp: msgs.TimeFromNanos(at), FrameID: "front"}
		for j := range image.Data {
			noise = noise*1664525 + 1013904223
			image.Data[j] = byte(j/3%width/64) + byte(noise>>31)
		}
		payload = codec.Marshal(payload[:0], image)
		if err := writer.Write(bag.Record{
			Topic: "/front/image_raw", Type: imageType, Definition: text, QoS: topics.SensorData(), LogNanos: at, PublishNanos: at, Data: payload,
		}); err != nil {
			return err
		}
	}
	return writer.Close()
}

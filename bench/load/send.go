package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

// smallPictures come before and after the others: a subscription counts from the first that it gets, and learns by the last
// what it lost.
const smallPictures = 5

// sent is what a sender prints.
type sent struct {
	Pictures int     `json:"pictures"`
	Bytes    int     `json:"bytes"`
	Seconds  float64 `json:"seconds"`
}

// send publishes from all cameras at once until the time is over; a picture that is not sent in time is left out, as by a camera.
func send(work load) error {
	bus, err := ros2.Open(ros2.Options{Topics: config.Topics{Domain: work.domain, LocalOnly: true}, Name: "load_send"})
	if err != nil {
		return err
	}
	defer func() { _ = bus.Close() }()
	publishers := make([]topics.Publisher, work.cameras)
	for i := range publishers {
		endpoint, err := topics.EndpointOf[msgs.Image](work.topic(i), topics.SensorData())
		if err != nil {
			return err
		}
		if publishers[i], err = bus.Advertise(endpoint); err != nil {
			return err
		}
	}
	if err := awaitMatched(bus); err != nil {
		return err
	}
	counts := make([]int, len(publishers))
	begun := time.Now()
	var group errgroup.Group
	for i, publisher := range publishers {
		group.Go(func() (err error) {
			counts[i], err = work.play(publisher)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	total := sent{Seconds: time.Since(begun).Seconds()}
	for _, count := range counts {
		total.Pictures += count
		total.Bytes += (count - 2*smallPictures) * work.width * work.height * 3
	}
	return json.NewEncoder(os.Stdout).Encode(total)
}

func (l load) play(publisher topics.Publisher) (int, error) {
	type part struct {
		picture []byte
		every   time.Duration
		number  int
	}
	small := part{picture(1, 1), 100 * time.Millisecond, smallPictures}
	large := part{picture(l.width, l.height), time.Second / time.Duration(l.rate), int(l.duration.Seconds() * float64(l.rate))}
	count := 0
	for _, part := range []part{small, large, small} {
		ticks := time.NewTicker(part.every)
		for end := time.Now().Add(time.Duration(part.number) * part.every); time.Now().Before(end); <-ticks.C {
			stamp := time.Now()
			binary.LittleEndian.PutUint32(part.picture[4:], uint32(stamp.Unix()))
			binary.LittleEndian.PutUint32(part.picture[8:], uint32(stamp.Nanosecond()))
			if err := publisher.Publish(part.picture); err != nil {
				return count, fmt.Errorf("picture %d: %w", count, err)
			}
			count++
		}
		ticks.Stop()
	}
	return count, nil
}

// picture is one as bytes of CDR; its stamp begins after the header of four bytes.
func picture(width, height int) []byte {
	image := msgs.Image{Height: uint32(height), Width: uint32(width), Encoding: "rgb8", Step: uint32(3 * width), Data: make([]byte, 3*width*height)}
	return cdr.For[msgs.Image]().Marshal(nil, &image)
}

package main

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

const (
	imageTopic = "/bench/image"
	ackTopic   = "/bench/ack"
	// retry is when the sender gives up what was lost, and patience when the receiver takes it that no more comes.
	retry, patience = time.Second, 5 * time.Second
)

// load is what is sent: count images with at most window unacknowledged.
type load struct {
	count, window, bytes, buffer int
	reliable                     bool
}

func (l load) imageEndpoint() topics.Endpoint {
	qos := topics.QoS{Reliability: topics.BestEffort, Durability: topics.Volatile, Depth: 10}
	if l.reliable {
		qos.Reliability = topics.Reliable
	}
	return topics.Endpoint{Topic: imageTopic, Type: "sensor_msgs/msg/Image", QoS: qos}
}

func ackEndpoint() topics.Endpoint {
	return topics.Endpoint{Topic: ackTopic, Type: "std_msgs/msg/String", QoS: topics.Default()}
}

func open(domain int, name string, buffer int) (*ros2.Bus, error) {
	return ros2.Open(ros2.Options{Topics: config.Topics{Domain: domain, LocalOnly: true}, Name: name, SocketBuffer: buffer})
}

func awaitMatched(bus *ros2.Bus) error {
	return bus.Await(context.Background(), func() bool {
		for _, status := range bus.Statuses() {
			if status.Matched == 0 {
				return false
			}
		}
		return true
	})
}

// send publishes the images; an image starts with the time at which it was sent, after its CDR header.
func send(domain int, work load) error {
	bus, err := open(domain, "bench_send", work.buffer)
	if err != nil {
		return err
	}
	defer func() { _ = bus.Close() }()
	acks := make(chan struct{}, work.count)
	if _, err := bus.Subscribe(ackEndpoint(), func(message topics.Received) {
		message.Release()
		acks <- struct{}{}
	}); err != nil {
		return err
	}
	publisher, err := bus.Advertise(work.imageEndpoint())
	if err != nil {
		return err
	}
	if err := awaitMatched(bus); err != nil {
		return err
	}
	image := make([]byte, work.bytes+64)
	image[1] = 1
	for sent, underWay := 0, 0; sent < work.count || underWay > 0; {
		if sent < work.count && underWay < work.window {
			binary.LittleEndian.PutUint64(image[4:], uint64(time.Now().UnixNano()))
			if err := publisher.Publish(image); err != nil {
				return err
			}
			sent, underWay = sent+1, underWay+1
			continue
		}
		select {
		case <-acks:
			underWay--
		case <-time.After(retry):
			underWay = 0
		}
	}
	return nil
}

// receive measures from the sender's stamp to the callback; the first tenth warms up and does not count.
func receive(domain int, work load) (measurement, error) {
	bus, err := open(domain, "bench_receive", work.buffer)
	if err != nil {
		return measurement{}, err
	}
	defer func() { _ = bus.Close() }()
	publisher, err := bus.Advertise(ackEndpoint())
	if err != nil {
		return measurement{}, err
	}
	ack := []byte{0, 1, 0, 0, 2, 0, 0, 0, 'a', 0}
	type arrival struct{ sent, received int64 }
	arrivals := make(chan arrival, work.count)
	if _, err := bus.Subscribe(work.imageEndpoint(), func(message topics.Received) {
		arrivals <- arrival{int64(binary.LittleEndian.Uint64(message.Data[4:])), time.Now().UnixNano()}
		message.Release()
		_ = publisher.Publish(ack)
	}); err != nil {
		return measurement{}, err
	}
	if err := awaitMatched(bus); err != nil {
		return measurement{}, err
	}
	var result measurement
	var first, last, latency int64
	for total := range work.count {
		select {
		case a := <-arrivals:
			if last = a.received; total < work.count/10 {
				first = a.received
				continue
			}
			result.Received++
			latency += a.received - a.sent
		case <-time.After(patience):
			return result.over(first, last, latency), nil
		}
	}
	return result.over(first, last, latency), nil
}

func (m measurement) over(first, last, latency int64) measurement {
	m.ImagesPerSecond = float64(m.Received) / max(1e-9, float64(last-first)/1e9)
	m.MeanLatencyMS = float64(latency) / 1e6 / float64(max(1, m.Received))
	return m
}

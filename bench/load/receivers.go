package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

// measureTheirs has the C++ subscriber receive.
func measureTheirs(program string, work load) (result, error) {
	made := result{Receiver: "C++ over Fast DDS, receives only"}
	arguments := []string{strconv.Itoa(work.domain)}
	for i := range work.cameras {
		arguments = append(arguments, work.topic(i))
	}
	receiver := exec.Command(program, arguments...)
	var output bytes.Buffer
	receiver.Stdout, receiver.Stderr = &output, os.Stderr
	if err := receiver.Start(); err != nil {
		return made, err
	}
	if err := errors.Join(work.drive(receiver, &made), stop(receiver)); err != nil {
		return made, err
	}
	var counts []uint64
	if err := json.Unmarshal(output.Bytes(), &counts); err != nil {
		return made, fmt.Errorf("its counts: %w", err)
	}
	for _, count := range counts {
		made.Received += count
	}
	made.PictureMilliseconds /= max(1, float64(made.Received))
	made.Lost = uint64(made.Sent) - made.Received
	return made, nil
}

// measureOurs has `thinker3d run` receive, and takes its own word from /diagnostics for what became of the pictures.
func measureOurs(program, bundle string, work load) (made result, err error) {
	made = result{Receiver: "thinker3d run", Dropped: map[string]uint64{}}
	path, err := writeConfig(bundle, work)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(filepath.Dir(path))) }()
	bus, err := ros2.Open(ros2.Options{Topics: config.Topics{Domain: work.domain, LocalOnly: true}, Name: "load_measure"})
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, bus.Close()) }()
	told := make(chan diagnostic.Array, 1024)
	if err := hearDiagnostics(bus, told); err != nil {
		return made, err
	}
	receiver := exec.Command(program, "run", "--config", path)
	receiver.Stderr = os.Stderr
	receiver.Env = append(os.Environ(), "ROS_LOCALHOST_ONLY=1", "ROS_DOMAIN_ID="+strconv.Itoa(work.domain))
	if err := receiver.Start(); err != nil {
		return made, err
	}
	<-told // it listens
	if err := work.drive(receiver, &made); err != nil {
		return made, errors.Join(err, stop(receiver))
	}
	ended := time.Now()
	for last := range told {
		if time.Unix(0, last.Header.Stamp.Nanos()).After(ended) {
			made.count(last)
			break
		}
	}
	made.PictureMilliseconds /= max(1, float64(made.Received))
	return made, stop(receiver)
}

func hearDiagnostics(bus *ros2.Bus, told chan<- diagnostic.Array) error {
	endpoint, err := topics.EndpointOf[diagnostic.Array]("/diagnostics", topics.Default())
	if err != nil {
		return err
	}
	codec := cdr.For[diagnostic.Array]()
	_, err = bus.Subscribe(endpoint, func(received topics.Received) {
		defer received.Release()
		var array diagnostic.Array
		if codec.Unmarshal(received.Data, &array) == nil {
			told <- array
		}
	})
	return err
}

// count adds up what the node says of its cameras and of its topics.
func (r *result) count(array diagnostic.Array) {
	for _, status := range array.Status {
		for _, value := range status.Values {
			number, err := strconv.ParseUint(value.Value, 10, 64)
			if err != nil {
				continue
			}
			reason, isDrop := strings.CutPrefix(value.Key, "dropped: ")
			switch {
			case value.Key == "received":
				r.Received += number
			case value.Key == "Go heap (MiB)":
				r.Heap = number
			case value.Key == "used":
				r.Used += number
			case isDrop:
				r.Dropped[reason] += number
			case strings.HasPrefix(value.Key, "lost: /load/"):
				r.Lost += number
			}
		}
	}
}

// writeConfig writes the node's configuration: the cameras and its bundle.
func writeConfig(bundle string, work load) (string, error) {
	folder, err := os.MkdirTemp("", "thinker3d-load-")
	if err != nil {
		return "", err
	}
	bundle, err = filepath.Abs(bundle)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "reasoning: {bundle: %q}\nlog: {level: warn}\ncameras:\n", bundle)
	for i := range work.cameras {
		fmt.Fprintf(&text, "  - {name: camera_%d, image_topic: %s}\n", i, work.topic(i))
	}
	path := filepath.Join(folder, "thinker3d.yaml")
	return path, os.WriteFile(path, []byte(text.String()), 0o600)
}

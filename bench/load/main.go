// Command load has six cameras' raw pictures come from another process over loopback, to `thinker3d run` and then to a C++
// subscriber of the same library that only receives, and prints for each what became of them and what that took.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

// load is what is sent.
type load struct {
	domain, cameras, width, height, rate int
	duration                             time.Duration
}

func main() {
	work := load{}
	role := flag.String("role", "", "send: the end that is started by the command itself")
	program := flag.String("thinker3d", "build/thinker3d", "the program")
	bundle := flag.String("bundle", "model/bundles/reference", "its bundle")
	receiver := flag.String("receiver", "", "the program made from bench/load/receive; empty: ours alone")
	flag.IntVar(&work.domain, "domain", 79, "ROS domain")
	flag.IntVar(&work.cameras, "cameras", 6, "cameras")
	flag.IntVar(&work.width, "width", 1920, "pixels of a row")
	flag.IntVar(&work.height, "height", 1080, "rows")
	flag.IntVar(&work.rate, "rate", 30, "pictures a second of each camera")
	flag.DurationVar(&work.duration, "duration", time.Minute, "how long")
	flag.Parse()
	if err := dispatch(*role, *program, *bundle, *receiver, work); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func dispatch(role, program, bundle, receiver string, work load) error {
	if role == "send" {
		return send(work)
	}
	results := json.NewEncoder(os.Stdout)
	ours, err := measureOurs(program, bundle, work)
	if err != nil {
		return fmt.Errorf("thinker3d: %w", err)
	}
	if err := results.Encode(ours); err != nil || receiver == "" {
		return err
	}
	theirs, err := measureTheirs(receiver, work)
	if err != nil {
		return fmt.Errorf("receiver in C++: %w", err)
	}
	return results.Encode(theirs)
}

func (l load) topic(camera int) string { return fmt.Sprintf("/load/camera_%d/image_raw", camera) }

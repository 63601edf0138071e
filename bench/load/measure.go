package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/thinker3d/thinker3d/topics/ros2"
)

// result is one receiver's share, in one JSON object.
type result struct {
	Receiver string `json:"receiver"`
	// Sent were handed to the network; of these Received came whole, and Lost the bus counted.
	Sent     int    `json:"sent"`
	Received uint64 `json:"received"`
	Lost     uint64 `json:"lost"`
	// Dropped were received and not used, by reason; Used made a moment; the rest waited or was passed over at the end.
	Dropped  map[string]uint64 `json:"dropped,omitempty"`
	Used     uint64            `json:"used,omitempty"`
	Seconds  float64           `json:"seconds"`
	Megabyte float64           `json:"sent_megabytes_per_second"`
	// CameraPercent is the share of one core that each camera took, PictureMilliseconds what each received picture took.
	CameraPercent       float64 `json:"camera_percent_of_a_core"`
	PictureMilliseconds float64 `json:"picture_cpu_milliseconds"`
	// Memory is what the process held in MiB, as means of the fifths of the time.
	Memory []float64 `json:"resident_mib"`
	// Heap is what of it was Go's own at the end, in use or not yet collected.
	Heap uint64 `json:"go_heap_mib,omitempty"`
}

func awaitMatched(bus *ros2.Bus) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return bus.Await(ctx, func() bool {
		for _, status := range bus.Statuses() {
			if status.Matched == 0 {
				return false
			}
		}
		return true
	})
}

// drive sends the load to a receiver that runs, and fills in what that took.
func (l load) drive(receiver *exec.Cmd, into *result) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	sender := exec.Command(self, "-role", "send", "-domain", strconv.Itoa(l.domain), "-cameras", strconv.Itoa(l.cameras), "-width", strconv.Itoa(l.width),
		"-height", strconv.Itoa(l.height), "-rate", strconv.Itoa(l.rate), "-duration", l.duration.String())
	var output bytes.Buffer
	sender.Stdout, sender.Stderr = &output, os.Stderr
	before, err := processorSeconds(receiver.Process.Pid)
	if err != nil {
		return err
	}
	if err := sender.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- sender.Wait() }()
	memory, err := watch(receiver.Process.Pid, ended)
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	after, err := processorSeconds(receiver.Process.Pid)
	if err != nil {
		return err
	}
	var total sent
	if err := json.Unmarshal(output.Bytes(), &total); err != nil {
		return fmt.Errorf("the sender's figures: %w", err)
	}
	into.Sent, into.Seconds, into.Megabyte = total.Pictures, total.Seconds, float64(total.Bytes)/1e6/total.Seconds
	into.CameraPercent = 100 * (after - before) / total.Seconds / float64(l.cameras)
	into.PictureMilliseconds = 1000 * (after - before) // of all; divided once it is known how many came
	for fifth := range 5 {
		into.Memory = append(into.Memory, mean(memory[fifth*len(memory)/5:(fifth+1)*len(memory)/5]))
	}
	return nil
}

// watch reads a process's memory in MiB five times a second until ended says something.
func watch(process int, ended <-chan error) ([]float64, error) {
	ticks := time.NewTicker(200 * time.Millisecond)
	defer ticks.Stop()
	var memory []float64
	for {
		select {
		case err := <-ended:
			return memory, err
		case <-ticks.C:
			fields, err := processFields(process, "statm")
			if err != nil {
				return nil, err
			}
			pages, err := strconv.Atoi(fields[1])
			if err != nil {
				return nil, fmt.Errorf("statm: %w", err)
			}
			memory = append(memory, float64(pages*os.Getpagesize())/(1<<20))
		}
	}
}

// processorSeconds is what a process took of the processor until now, in steps of 10 ms.
func processorSeconds(process int) (float64, error) {
	fields, err := processFields(process, "stat")
	if err != nil {
		return 0, err
	}
	user, userErr := strconv.Atoi(fields[13])
	system, systemErr := strconv.Atoi(fields[14])
	if userErr != nil || systemErr != nil {
		return 0, fmt.Errorf("stat of process %d: %v", process, fields)
	}
	return float64(user+system) / 100, nil
}

func processFields(process int, name string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(process), name))
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(text)), nil
}

func mean(values []float64) float64 {
	total := 0.0
	for _, value := range values {
		total += value
	}
	return math.Round(total / max(1, float64(len(values))))
}

// stop ends a receiver as a user would.
func stop(receiver *exec.Cmd) error {
	if err := receiver.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	return receiver.Wait()
}

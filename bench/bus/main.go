// Command bus measures images from a publisher to the callback of a subscription in another process, over loopback,
// and prints one JSON object; with -cyclone it runs the same in C over Cyclone DDS beside it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// measurement is what a receiver prints.
type measurement struct {
	Received        int     `json:"received"`
	ImagesPerSecond float64 `json:"images_per_second"`
	MeanLatencyMS   float64 `json:"mean_latency_ms"`
}

// comparison is one line of the result: the same work over both.
type comparison struct {
	Reliability string       `json:"reliability"`
	Window      int          `json:"window"`
	Bytes       int          `json:"bytes"`
	Ours        measurement  `json:"ours"`
	Cyclone     *measurement `json:"cyclone,omitempty"`
	// ThroughputRatio is ours over Cyclone's, LatencyRatio likewise: above 1 and below 1 are good.
	ThroughputRatio float64 `json:"throughput_ratio,omitempty"`
	LatencyRatio    float64 `json:"latency_ratio,omitempty"`
}

func main() {
	role := flag.String("role", "", "send or receive: one end of a measurement, started by the command itself")
	cyclone := flag.String("cyclone", "", "the program made from bench/bus/cyclone; empty: ours alone")
	domain := flag.Int("domain", 77, "ROS domain")
	work := load{}
	flag.IntVar(&work.count, "count", 500, "images")
	flag.IntVar(&work.window, "window", 1, "images under way at once, for a role")
	flag.IntVar(&work.bytes, "bytes", 921600, "bytes of an image")
	flag.IntVar(&work.buffer, "buffer", 0, "bytes asked of the kernel for each of our sockets; 0 is the usual")
	flag.BoolVar(&work.reliable, "reliable", false, "for a role: reliable, else best effort")
	flag.Parse()
	err := dispatch(*role, *cyclone, *domain, work)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bus:", err)
		os.Exit(1)
	}
}

func dispatch(role, cyclone string, domain int, work load) error {
	switch role {
	case "send":
		return send(domain, work)
	case "receive":
		result, err := receive(domain, work)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(result)
	}
	for _, reliable := range []bool{false, true} {
		for _, window := range []int{1, 4} {
			work.reliable, work.window = reliable, window
			line, err := compare(cyclone, domain, work)
			if err != nil {
				return err
			}
			if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func compare(cyclone string, domain int, work load) (comparison, error) {
	line := comparison{Reliability: "best_effort", Window: work.window, Bytes: work.bytes}
	if work.reliable {
		line.Reliability = "reliable"
	}
	self, err := os.Executable()
	if err != nil {
		return line, err
	}
	line.Ours, err = pair(func(role string) *exec.Cmd {
		return exec.Command(self, "-role", role, "-domain", strconv.Itoa(domain), "-count", strconv.Itoa(work.count),
			"-window", strconv.Itoa(work.window), "-bytes", strconv.Itoa(work.bytes),
			"-buffer", strconv.Itoa(work.buffer), "-reliable="+strconv.FormatBool(work.reliable))
	})
	if err != nil || cyclone == "" {
		return line, err
	}
	theirs, err := pair(func(role string) *exec.Cmd { return cycloneCommand(cyclone, role, domain, work) })
	if err != nil {
		return line, fmt.Errorf("cyclone: %w", err)
	}
	line.Cyclone = &theirs
	line.ThroughputRatio = line.Ours.ImagesPerSecond / theirs.ImagesPerSecond
	line.LatencyRatio = line.Ours.MeanLatencyMS / theirs.MeanLatencyMS
	return line, nil
}

// cycloneConfiguration is what ours has: loopback, no multicast, datagrams of 64 kB and socket buffers of 4 MiB.
const cycloneConfiguration = `<CycloneDDS><Domain Id="any"><General><Interfaces><NetworkInterface address="127.0.0.1"/></Interfaces>` +
	`<AllowMulticast>false</AllowMulticast><MaxMessageSize>65500B</MaxMessageSize><FragmentSize>65000B</FragmentSize></General>` +
	`<Discovery><ParticipantIndex>auto</ParticipantIndex><Peers><Peer address="127.0.0.1"/></Peers></Discovery>` +
	`<Internal><SocketReceiveBufferSize max="4MB"/><SocketSendBufferSize max="4MB"/></Internal></Domain></CycloneDDS>`

func cycloneCommand(program, role string, domain int, work load) *exec.Cmd {
	reliable := "0"
	if work.reliable {
		reliable = "1"
	}
	command := exec.Command(program, role, strconv.Itoa(work.count), strconv.Itoa(work.window), strconv.Itoa(work.bytes), reliable)
	command.Env = append(os.Environ(), "CYCLONEDDS_URI="+cycloneConfiguration, "CYCLONEDDS_DOMAIN="+strconv.Itoa(domain))
	return command
}

// pair runs both ends and gives what the receiver measured.
func pair(command func(role string) *exec.Cmd) (measurement, error) {
	var result measurement
	sender, receiver := command("send"), command("receive")
	sender.Stderr, receiver.Stderr = os.Stderr, os.Stderr
	if err := sender.Start(); err != nil {
		return result, fmt.Errorf("start the sender: %w", err)
	}
	output, err := receiver.Output()
	if err != nil {
		_ = sender.Process.Kill()
		_ = sender.Wait()
		return result, fmt.Errorf("run the receiver: %w", err)
	}
	if err := sender.Wait(); err != nil {
		return result, fmt.Errorf("run the sender: %w", err)
	}
	if err := json.Unmarshal(output, &result); err != nil {
		return result, fmt.Errorf("read the receiver's figures: %w", err)
	}
	return result, nil
}

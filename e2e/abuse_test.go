package e2e

import (
	"context"
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

const (
	abuseDomain = "85"
	// patience is how long a test waits for what another process does; it is long since machines are slow.
	patience = 2 * time.Minute
)

// TestItKeepsAnswering asks clients of both vendors' at once, and again after each thing that should not happen.
func TestItKeepsAnswering(t *testing.T) {
	live := launchNode(t, abuseDomain, "\nquestions: {queue: 16}\n")
	live.await(t, "listening")
	robot := startRobot(t, abuseDomain)
	var seconds float64
	robot.do(t, &seconds, "cameras", "front", "left", "back", "right")
	t.Logf("the node was discovered in %.2f s", seconds)
	robot.do(t, nil, "play")
	client := openClient(t)
	bothAreAnswered(t, robot, client, "before")
	for range 3 {
		killed := startRobot(t, abuseDomain)
		killed.do(t, nil, "burst", "front")
		killed.kill()
	}
	bothAreAnswered(t, robot, client, "after peers were killed amid their messages")
	sendGarbage(t)
	bothAreAnswered(t, robot, client, "after garbage came to its ports")
	startRobot(t, abuseDomain).do(t, nil, "flood", 50)
	bothAreAnswered(t, robot, client, "among fifty participants more")
	live.stop(t)
}

// openClient is a client of ~/ask in the mapping of Fast DDS, over another participant.
func openClient(t *testing.T) topics.Client {
	t.Helper()
	return openClientOf[msgs.AskRequest, msgs.AskResponse](t, openUser(t, abuseDomain), askService)
}

// openUser is another participant of ours.
func openUser(t *testing.T, domain string) *ros2.Bus {
	t.Helper()
	number, err := strconv.Atoi(domain)
	if err != nil {
		t.Fatal(err)
	}
	bus, err := ros2.Open(ros2.Options{Topics: config.Topics{Domain: number, LocalOnly: true}, Name: "user"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bus.Close(); err != nil {
			t.Error(err)
		}
	})
	return bus
}

func openClientOf[Q, R msgs.Message](t *testing.T, bus *ros2.Bus, name string) topics.Client {
	t.Helper()
	service, err := topics.ServiceOf[Q, R](name)
	if err != nil {
		t.Fatal(err)
	}
	client, err := bus.Client(service)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// bothAreAnswered asks in the mapping of Fast DDS while Cyclone asks in its own.
func bothAreAnswered(t *testing.T, robot *robot, client topics.Client, when string) {
	t.Helper()
	const each = 4
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	replies := make(chan error, 1)
	go func() {
		for range each {
			reply, err := topics.Call[msgs.AskRequest, msgs.AskResponse](ctx, client, &msgs.AskRequest{Question: "Where is the door?"})
			if err == nil && (reply.Answer.Question != "Where is the door?" || len(reply.Answer.Views) != 4) {
				t.Errorf("%s: Fast DDS got %+v", when, reply.Answer)
			}
			if err != nil {
				replies <- err
				return
			}
		}
		replies <- nil
	}()
	begun := time.Now()
	for range each {
		if answer := robot.ask(t, askService, plainQuestion); answer.Question != plainQuestion || len(answer.Views) != 4 {
			t.Errorf("%s: Cyclone got %+v", when, answer)
		}
	}
	if err := <-replies; err != nil {
		t.Errorf("%s: Fast DDS: %v", when, err)
	}
	t.Logf("%s: %d answers in %.2f s", when, 2*each, time.Since(begun).Seconds())
}

// sendGarbage sends noise, and noise that begins as RTPS does, to the ports of the first participants of the domain.
func sendGarbage(t *testing.T) {
	t.Helper()
	domain, err := strconv.Atoi(abuseDomain)
	if err != nil {
		t.Fatal(err)
	}
	noise := rand.New(rand.NewPCG(1, 2))
	first := 7400 + 250*domain
	for port := first; port < first+20; port++ {
		to, err := net.Dial("udp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 200 {
			data := make([]byte, noise.IntN(1400))
			for j := range data {
				data[j] = byte(noise.Uint32())
			}
			if header := "RTPS\x02\x03\x01\x10"; i%2 == 0 && len(data) > 24 {
				copy(data, header)
				// A known kind of submessage, so that more of it is read.
				data[20] = []byte{0x06, 0x07, 0x08, 0x09, 0x0e, 0x15, 0x16}[noise.IntN(7)]
			}
			// Nobody may listen there, which the kernel says at the next write.
			_, _ = to.Write(data)
		}
		if err := to.Close(); err != nil {
			t.Error(err)
		}
	}
}

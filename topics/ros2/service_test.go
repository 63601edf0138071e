package ros2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/topics"
)

var echo = topics.Service{Name: "/robot/echo", Type: "topicstest_msgs/srv/Echo"}

// said is the text of a std_msgs/msg/String.
func said(data []byte) string {
	return strings.TrimRight(string(data[encapsulationHeader+4:]), "\x00")
}

// TestClientsOfBothVendorsAreAnsweredAtOnce has Cyclone's and Fast DDS's clients call one service together.
func TestClientsOfBothVendorsAreAnsweredAtOnce(t *testing.T) {
	bus, ours := openBus(t, testDomain()), openBus(t, testDomain())
	// No reply is sent before all requests are there.
	const fromEach = 3
	var waiting []topics.Request
	if _, err := bus.Serve(echo, func(request topics.Request) {
		if waiting = append(waiting, request); len(waiting) < 2*fromEach {
			return
		}
		go func() {
			for _, one := range waiting {
				if err := one.Reply(text("to " + said(one.Data))); err != nil {
					t.Error(err)
				}
			}
		}()
	}); err != nil {
		t.Fatal(err)
	}
	peer := startPeer(t, testDomain(), "call", echo.Name, "Grüße", "a", "bc")
	for range 2 {
		peer.await(t, "matched")
	}
	client, err := ours.Client(echo)
	if err != nil {
		t.Fatal(err)
	}
	peer.send(t)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	replies := make(chan error, fromEach)
	for number := range fromEach {
		go func() {
			data, err := client.Call(ctx, text(fmt.Sprint("ours ", number)))
			if err == nil && said(data) != fmt.Sprint("to ours ", number) {
				err = fmt.Errorf("call %d got %q", number, said(data))
			}
			replies <- err
		}()
	}
	for range fromEach {
		if err := <-replies; err != nil {
			t.Error(err)
		}
	}
	for range fromEach {
		reply := peer.await(t, "reply")
		if want := "to " + []string{"Grüße", "a", "bc"}[reply.Count]; reply.Text != want {
			t.Errorf("Cyclone's call %d got %q, want %q", reply.Count, reply.Text, want)
		}
	}
}

// TestFeedbackWaitsForTheClientOfItsGoal has clients send a goal as soon as they know the server, which may be before it knows all of theirs.
func TestFeedbackWaitsForTheClientOfItsGoal(t *testing.T) {
	goals := topics.Service{Name: "/robot/dig/_action/send_goal", Type: "robot_msgs/action/Dig_SendGoal"}
	told := topics.Endpoint{Topic: "/robot/dig/_action/feedback", Type: "std_msgs/msg/String", QoS: topics.Default()}
	bus := openBus(t, testDomain())
	feedback, err := bus.Advertise(told)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bus.Serve(goals, func(request topics.Request) {
		if err := errors.Join(feedback.Publish(text("reading")), request.Reply(text("accepted"))); err != nil {
			t.Error(err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	for number := range 8 {
		ours := openBus(t, testDomain())
		client, err := ours.Client(goals)
		if err != nil {
			t.Fatal(err)
		}
		heard := make(chan string, 1)
		if _, err := ours.Subscribe(told, func(received topics.Received) {
			heard <- said(received.Data)
			received.Release()
		}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		if _, err := client.Call(ctx, text("goal")); err != nil {
			t.Fatal(err)
		}
		select {
		case stage := <-heard:
			if stage != "reading" {
				t.Errorf("client %d heard %q", number, stage)
			}
		case <-ctx.Done():
			t.Errorf("client %d did not hear the feedback", number)
		}
		cancel()
		if err := ours.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAServerOfCycloneIsCalledInItsMapping(t *testing.T) {
	options := testOptions(testDomain())
	options.Topics.ServiceMapping = config.MappingCyclone
	bus := openBusWith(t, options)
	peer := startPeer(t, testDomain(), "serve", echo.Name)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	client, err := bus.Client(echo)
	if err != nil {
		t.Fatal(err)
	}
	// Unlike RMWs, the peer does not wait for the reader of its reply.
	for range 2 {
		peer.await(t, "matched")
	}
	for _, word := range []string{"where is the door?", "left"} {
		if got := callUntilHeard(ctx, client, word); got != strings.ToUpper(word) {
			t.Errorf("got %q", got)
		}
	}
}

// callUntilHeard asks again if no reply comes: Cyclone says that it matched a moment before it takes what is sent.
func callUntilHeard(ctx context.Context, client topics.Client, word string) string {
	for ctx.Err() == nil {
		try, cancel := context.WithTimeout(ctx, time.Second)
		data, err := client.Call(try, text(word))
		cancel()
		if err == nil {
			return said(data)
		}
	}
	return ""
}

// TestAReplyAfterCloseIsRefused is to a client that names no reader, for which the participant would be asked.
func TestAReplyAfterCloseIsRefused(t *testing.T) {
	bus := openBus(t, testDomain())
	service, err := bus.Serve(echo, func(topics.Request) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Close(); err != nil {
		t.Fatal(err)
	}
	bus.native = nil // so that its use is seen
	if err := (answered{server: service.(*server)}).reply(text("late")); err == nil {
		t.Error("the reply was sent")
	}
}

func TestTagsKeepTheirByteOrder(t *testing.T) {
	for _, payload := range [][]byte{text("abc"), {0, 0, 0, 0, 0, 0, 0, 1, 65, 0}} {
		sent := tag{client: 0x0102030405060708, number: 9}
		joined := sent.join(payload)
		got, rest, err := cut(joined)
		if err != nil || got != sent || !bytes.Equal(rest, payload) {
			t.Errorf("%v became %v %v, %v", payload, got, rest, err)
		}
		if first := joined[encapsulationHeader]; (first == 1) != (payload[1] == 0) {
			t.Errorf("the tag of %v begins with %d", payload, first)
		}
	}
	if _, _, err := cut(make([]byte, encapsulationHeader+tagSize-1)); err == nil {
		t.Error("a payload without a whole tag was taken")
	}
}

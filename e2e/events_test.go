package e2e

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/msgs/lifecycle"
	"github.com/thinker3d/thinker3d/msgs/parameter"
	"github.com/thinker3d/thinker3d/topics"
)

const eventsDomain = "80"

// TestChangesAreHeardByCyclone changes the node's state and a parameter, and has a peer over Cyclone DDS hear of it on
// ~/transition_event and /parameter_events.
func TestChangesAreHeardByCyclone(t *testing.T) {
	live := launchNode(t, eventsDomain, "\nnode: {autostart: false}\n")
	live.await(t, "waiting for a life cycle manager")
	user, robot := openUser(t, eventsDomain), startRobot(t, eventsDomain)
	robot.do(t, nil, "watch")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	set := openClientOf[parameter.SetRequest, parameter.SetResponse](t, user, "/thinker3d/set_parameters")
	var heard, sent []string
	for value := int64(3); len(heard) == 0; value++ { // until the node sends to the peer's readers
		queue := parameter.Parameter{Name: "questions.queue", Value: parameter.Value{Type: parameter.TypeInteger, IntegerValue: value}}
		if _, err := topics.Call[parameter.SetRequest, parameter.SetResponse](ctx, set, &parameter.SetRequest{Parameters: []parameter.Parameter{queue}}); err != nil {
			t.Fatal(err)
		}
		sent = append(sent, fmt.Sprintf("/thinker3d questions.queue 2 %d", value))
		robot.do(t, &heard, "changes", 0)
	}
	change := openClientOf[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](t, user, "/thinker3d/change_state")
	changed, err := topics.Call[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](ctx, change,
		&lifecycle.ChangeStateRequest{Transition: lifecycle.Transition{ID: lifecycle.TransitionConfigure}})
	if err != nil || !changed.Success {
		t.Fatalf("%+v, %v", changed, err)
	}
	transitions := []string{"configure: unconfigured to configuring", "transition_success: configuring to inactive"}
	for !slices.Contains(heard, transitions[1]) || !slices.Contains(heard, sent[len(sent)-1]) {
		robot.do(t, &heard, "changes", len(heard)+1)
	}
	early := max(0, len(sent)+len(transitions)-len(heard)) // came before the node sent to the peer
	want := slices.Sorted(slices.Values(append(sent[early:], transitions...)))
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
	live.stop(t)
}

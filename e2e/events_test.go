package e2e

import (
	"context"
	"slices"
	"strings"
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
	var heard []string
	for value := int64(3); len(heard) == 0; value++ { // until the node sends to the peer's readers
		queue := parameter.Parameter{Name: "questions.queue", Value: parameter.Value{Type: parameter.TypeInteger, IntegerValue: value%8 + 1}}
		if _, err := topics.Call[parameter.SetRequest, parameter.SetResponse](ctx, set, &parameter.SetRequest{Parameters: []parameter.Parameter{queue}}); err != nil {
			t.Fatal(err)
		}
		robot.do(t, &heard, "changes", 0)
	}
	change := openClientOf[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](t, user, "/thinker3d/change_state")
	changed, err := topics.Call[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](ctx, change,
		&lifecycle.ChangeStateRequest{Transition: lifecycle.Transition{ID: lifecycle.TransitionConfigure}})
	if err != nil || !changed.Success {
		t.Fatalf("%+v, %v", changed, err)
	}
	for !slices.Contains(heard, "transition_success: configuring to inactive") {
		robot.do(t, &heard, "changes", len(heard)+1)
	}
	if !slices.Contains(heard, "configure: unconfigured to configuring") || !strings.HasPrefix(heard[0], "/thinker3d questions.queue 2 ") {
		t.Errorf("heard %q", heard)
	}
	live.stop(t)
}

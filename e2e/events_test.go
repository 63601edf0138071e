package e2e

import (
	"context"
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
	change := openClientOf[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](t, user, "/thinker3d/change_state")
	changed, err := topics.Call[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](ctx, change,
		&lifecycle.ChangeStateRequest{Transition: lifecycle.Transition{ID: lifecycle.TransitionConfigure}})
	if err != nil || !changed.Success {
		t.Fatalf("%+v, %v", changed, err)
	}
	set := openClientOf[parameter.SetRequest, parameter.SetResponse](t, user, "/thinker3d/set_parameters")
	queue := parameter.Parameter{Name: "questions.queue", Value: parameter.Value{Type: parameter.TypeInteger, IntegerValue: 6}}
	if _, err := topics.Call[parameter.SetRequest, parameter.SetResponse](ctx, set, &parameter.SetRequest{Parameters: []parameter.Parameter{queue}}); err != nil {
		t.Fatal(err)
	}
	var heard []string
	robot.do(t, &heard, "changes", 3)
	want := []string{"/thinker3d questions.queue 2 6", "configure: unconfigured to configuring", "transition_success: configuring to inactive"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
	live.stop(t)
}

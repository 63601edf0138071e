package node

import (
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/actionlib"
	"github.com/thinker3d/thinker3d/topics"
)

// TestReasonOfROS1IsCancelledAtOnce has one goal that the model is at, one that waits, and one that comes when both are gone.
func TestReasonOfROS1IsCancelledAtOnce(t *testing.T) {
	model := newModel(t)
	model.began = make(chan struct{})
	cfg := liveConfig(t)
	cfg.Topics.ROS = config.ROS1
	r := startRobot(t, cfg, model)
	results := make(chan actionlib.ActionResult[msgs.ReasonResult], 8)
	receive(t, r.bus, "/thinker3d/reason/result", results)
	statuses := make(chan actionlib.GoalStatusArray, 4096)
	receive(t, r.bus, "/thinker3d/reason/status", statuses)
	goals, err := topics.NewSender[actionlib.ActionGoal[msgs.ReasonGoal]](r.bus, "/thinker3d/reason/goal", topics.Default())
	if err != nil {
		t.Fatal(err)
	}
	cancels, err := topics.NewSender[actionlib.GoalID](r.bus, "/thinker3d/reason/cancel", topics.Default())
	if err != nil {
		t.Fatal(err)
	}
	ask := func(id string) {
		if err := goals.Send(&actionlib.ActionGoal[msgs.ReasonGoal]{GoalID: actionlib.GoalID{ID: id}, Goal: msgs.ReasonGoal{Question: id + "?"}}); err != nil {
			t.Error(err)
		}
	}
	r.look(r.now)
	ask("running")
	<-model.began
	ask("waiting")
	for len((<-statuses).StatusList) < 2 {
	}
	for _, id := range []string{"waiting", "running"} {
		if err := cancels.Send(&actionlib.GoalID{ID: id}); err != nil {
			t.Error(err)
		}
	}
	ended := map[string]uint8{}
	for range 2 {
		result := <-results
		ended[result.Status.GoalID.ID] = result.Status.Status
		if result.Result.Answer.Status != msgs.StatusCancelled {
			t.Errorf("result %+v", result)
		}
	}
	model.began = nil
	ask("third")
	third := <-results
	r.end()
	if ended["running"] != actionlib.StatusPreempted || ended["waiting"] != actionlib.StatusRecalled {
		t.Errorf("goals ended with %v", ended)
	}
	if s := third.Status.Status; s != actionlib.StatusSucceeded && s != actionlib.StatusAborted || third.Result.Answer.Reasoning == "" {
		t.Errorf("the place of the cancelled goals was not free: %+v", third)
	}
}

package node

import (
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
)

func (r *robot) call(request msgs.AskRequest) msgs.SpatialAnswer {
	r.t.Helper()
	return callService[msgs.AskRequest, msgs.AskResponse](r, "ask", request).Answer
}

func TestAskAnswersItsCallerAboutTheChosenCameras(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	r.look(r.now)
	answer := r.call(msgs.AskRequest{Question: "What is behind the robot?", Choices: []string{"Bed", "Door", "Desk", "Plant"}, Cameras: []string{"right"}})
	published := <-r.answers
	both := r.call(msgs.AskRequest{Question: "What is left?", Cameras: []string{"right", "left"}})
	r.end()
	if answer.Status != msgs.StatusOK || answer.Question != "What is behind the robot? A. Bed B. Door C. Desk D. Plant" || answer.Header.FrameID != "right_optical_frame" {
		t.Errorf("answer %+v", answer)
	}
	if len(answer.Views) != 1 || answer.Views[0].Camera != "right" {
		t.Errorf("views %+v", answer.Views)
	}
	if published.Question != answer.Question || published.Answer != answer.Answer {
		t.Errorf("published %+v", published)
	}
	if len(both.Views) != 2 || both.Views[0].Camera != "right" || both.Views[1].Camera != "left" {
		t.Errorf("views %+v", both.Views)
	}
}

func TestAskRefusesWhatCannotBeAsked(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Patience = time.Millisecond
	r := startRobot(t, cfg, newModel(t))
	for want, request := range map[string]msgs.AskRequest{
		`cameras: there is no camera "rear"; the cameras are ["left" "right"]`: {Question: "What?", Cameras: []string{"rear"}},
		`cameras: camera "left" is named twice`:                                {Question: "What?", Cameras: []string{"left", "left"}},
		"choices: 1 choices":                                                   {Question: "What?", Choices: []string{"bed"}},
		"maximum_age: -1s":                                                     {Question: "What?", MaximumAge: msgs.Duration{Sec: -1}},
		"no views came within 1ms (":                                           {Question: "What?"},
	} {
		if answer := r.call(request); answer.Status != msgs.StatusError || !strings.HasPrefix(answer.Reason, want) {
			t.Errorf("got status %d, reason %q, want %q", answer.Status, answer.Reason, want)
		}
	}
	r.end()
}

func TestAskTakesViewsOfTheAgeThatItAllows(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.MaximumAge, cfg.Questions.Patience = time.Second, time.Millisecond
	r := startRobot(t, cfg, newModel(t))
	old := r.now.Add(-time.Hour)
	r.look(old)
	for taken := 0; taken < len(r.cameras); {
		if strings.Contains(<-r.said, "stamped too far from now") {
			taken++
		}
	}
	refused := r.call(msgs.AskRequest{Question: "What is left?"})
	answer := r.call(msgs.AskRequest{Question: "What is left?", MaximumAge: msgs.Duration{Sec: 7200}})
	r.end()
	if refused.Status != msgs.StatusError || answer.Status != msgs.StatusOK || answer.Header.Stamp != msgs.TimeFromNanos(old.UnixNano()) {
		t.Errorf("refused %+v, answer %+v", refused, answer)
	}
}

package node

import (
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
)

type (
	sendGoal   = action.SendGoalRequest[msgs.ReasonGoal]
	goalSent   = action.SendGoalResponse[msgs.ReasonGoal]
	getResult  = action.GetResultRequest[msgs.ReasonResult]
	goalResult = action.GetResultResponse[msgs.ReasonResult]
)

func goalNumber(number byte) action.UUID { return action.UUID{UUID: [16]uint8{number}} }

func (r *robot) reason(number byte, goal msgs.ReasonGoal) bool {
	r.t.Helper()
	return callService[sendGoal, goalSent](r, "reason/_action/send_goal", sendGoal{GoalID: goalNumber(number), Goal: goal}).Accepted
}

func (r *robot) reasoned(number byte) goalResult {
	r.t.Helper()
	return callService[getResult, goalResult](r, "reason/_action/get_result", getResult{GoalID: goalNumber(number)})
}

func (r *robot) cancel(number byte) int8 {
	r.t.Helper()
	request := action.CancelGoalRequest{GoalInfo: action.GoalInfo{GoalID: goalNumber(number)}}
	return callService[action.CancelGoalRequest, action.CancelGoalResponse](r, "reason/_action/cancel_goal", request).ReturnCode
}

func TestReasonTellsHowItGoes(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	heard := make(chan action.FeedbackMessage[msgs.ReasonFeedback], 256)
	receive(t, r.bus, "/thinker3d/reason/_action/feedback", heard)
	r.look(r.now)
	if !r.reason(1, msgs.ReasonGoal{Question: "What is behind the robot?", Choices: []string{"Bed", "Door", "Desk", "Plant"}}) {
		t.Fatal("the goal was rejected")
	}
	result := r.reasoned(1)
	cloud := <-r.clouds
	refused := r.reason(2, msgs.ReasonGoal{Question: "What?", Cameras: []string{"rear"}})
	r.end()
	close(heard)
	if result.Status != action.StatusSucceeded || result.Result.Answer.Answer == "" || refused {
		t.Errorf("result %+v, refused goal accepted: %t", result, refused)
	}
	stages, scenes := map[uint8]bool{}, 0
	var latents uint32
	for message := range heard {
		stages[message.Feedback.Stage] = true
		latents = max(latents, message.Feedback.Latents)
		for _, scene := range message.Feedback.Scene {
			scenes++
			if scene.Header != cloud.Header || scene.Width != cloud.Width || len(scene.Data) != len(cloud.Data) {
				t.Errorf("the scene of the feedback is of %+v, published was %+v", scene.Header, cloud.Header)
			}
		}
	}
	if !stages[msgs.StageReading] || !stages[msgs.StageImagining] || !stages[msgs.StageWriting] || latents == 0 || scenes != 1 {
		t.Errorf("stages %v, %d latents, %d scenes", stages, latents, scenes)
	}
}

func TestReasonIsCancelledAtOnce(t *testing.T) {
	model := newModel(t)
	model.began = make(chan struct{})
	r := startRobot(t, liveConfig(t), model)
	r.look(r.now)
	r.reason(1, msgs.ReasonGoal{Question: "for ever?"})
	<-model.began
	r.reason(2, msgs.ReasonGoal{Question: "never?"})
	queued := r.cancel(2)
	running := r.cancel(1)
	first, second := r.reasoned(1), r.reasoned(2)
	model.began = nil
	r.reason(3, msgs.ReasonGoal{Question: "What is left?"})
	third := r.reasoned(3)
	r.end()
	if running != action.CancelAccepted || queued != action.CancelAccepted {
		t.Errorf("cancel: %d, %d", running, queued)
	}
	for _, result := range []goalResult{first, second} {
		if result.Status != action.StatusCanceled || result.Result.Answer.Status != msgs.StatusCancelled {
			t.Errorf("result %+v", result)
		}
	}
	if third.Status != action.StatusSucceeded && third.Status != action.StatusAborted || third.Result.Answer.Reasoning == "" {
		t.Errorf("the place of the cancelled goal was not free: %+v", third)
	}
}

package node

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning"
)

const doorQuestion = "Where is the door? A. left B. right C. behind"

// overheard is the model with what is asked of it.
type overheard struct {
	*model
	requests chan reasoning.Request
}

func (o overheard) Reason(ctx context.Context, request reasoning.Request, listener reasoning.Listener) (reasoning.Reply, error) {
	o.requests <- request
	return o.model.Reason(ctx, request, listener)
}

func TestAskForChoices(t *testing.T) {
	heard := overheard{newModel(t), make(chan reasoning.Request, 4)}
	r := startRobot(t, liveConfig(t), heard)
	r.look(r.now)
	before := time.Now()
	answer := r.call(msgs.AskRequest{Question: "Where is the door?", Choices: []string{"left", "right", "behind"}, Mode: msgs.ModeChoices,
		MaximumThinkingTokens: -1, Deadline: msgs.Duration{Sec: 3600}, Priority: 3})
	request := <-heard.requests
	full := r.call(msgs.AskRequest{Question: doorQuestion})
	other := <-heard.requests
	r.end()
	sum := 0.0
	for i, p := range answer.ChoiceProbabilities {
		sum += float64(p)
		if p > answer.Confidence || p == answer.Confidence && answer.Choice != string(rune('A'+i)) {
			t.Errorf("choice %s with %v of %v", answer.Choice, answer.Confidence, answer.ChoiceProbabilities)
		}
	}
	if answer.Status != msgs.StatusOK || answer.Mode != msgs.ModeChoices || strings.Join(answer.Choices, " ") != "left right behind" || math.Abs(sum-1) > 1e-6 || len(answer.ChoiceProbabilities) != 3 {
		t.Errorf("answer %+v", answer)
	}
	if answer.Reasoning != "" || answer.ThinkingCut || !strings.HasPrefix(answer.Answer, answer.Choice+". ") {
		t.Errorf("answer %+v", answer)
	}
	if request.Mode != config.ModeChoices || request.MaximumThinking != -1 || request.Priority != 3 || request.Client != clientAsk || request.Deadline.Before(before.Add(59*time.Minute)) {
		t.Errorf("request %+v", request)
	}
	if full.Mode != msgs.ModeFull || len(full.Choices) != 3 || other.Mode != config.ModeFull || !other.Deadline.IsZero() {
		t.Errorf("full answer %+v", full)
	}
}

func TestAskForTheSceneAlone(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	r.look(r.now)
	answer := r.call(msgs.AskRequest{Question: "the room", Mode: msgs.ModeSceneOnly})
	cloud := <-r.clouds
	r.end()
	if answer.Status != msgs.StatusOK || answer.Reason != "" || answer.Answer != "" || answer.Mode != msgs.ModeSceneOnly || answer.ScenePoints == 0 || answer.ScenePoints != cloud.Width {
		t.Errorf("answer %+v, cloud of %d points", answer, cloud.Width)
	}
}

func TestWishesThatAreRefused(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	r.look(r.now)
	for want, request := range map[string]msgs.AskRequest{
		"mode: 4: must be 0 to 3":                    {Question: "What?", Mode: 4},
		`mode: choices: question "What?" offers no`:  {Question: "What?", Mode: msgs.ModeChoices},
		"deadline: -1s":                              {Question: "What?", Deadline: msgs.Duration{Sec: -1}},
		"maximum_thinking_tokens: 5: mode answer_on": {Question: "What?", Mode: msgs.ModeAnswerOnly, MaximumThinkingTokens: 5},
	} {
		if answer := r.call(request); answer.Status != msgs.StatusError || !strings.HasPrefix(answer.Reason, want) {
			t.Errorf("got status %d, reason %q, want %q", answer.Status, answer.Reason, want)
		}
	}
	r.end()
}

func TestDeadlinePassesWhileAQuestionWaits(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	answer := r.call(msgs.AskRequest{Question: "What?", Deadline: msgs.Duration{Nanosec: 1e6}})
	r.end()
	if answer.Status != msgs.StatusError || answer.Reason != "its deadline of 1ms passed before the model took it up" {
		t.Errorf("answer %+v", answer)
	}
}

func TestStandingQuestionsInTheOrderOfTheirPriorities(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Ask = []string{"What is left?"}
	cfg.Questions.Standing = []config.Standing{
		{Ask: doorQuestion, Mode: config.ModeChoices, MaximumThinkingTokens: -1, Priority: -1},
		{Ask: "the room", Mode: config.ModeSceneOnly, Priority: 2},
	}
	r := startRobot(t, cfg, newModel(t))
	r.look(r.now)
	var order []uint8
	for range 3 {
		order = append(order, (<-r.answers).Mode)
	}
	r.end()
	if order[0] != msgs.ModeSceneOnly || order[1] != msgs.ModeFull || order[2] != msgs.ModeChoices {
		t.Errorf("answered in the order %v", order)
	}
}

func TestStandingQuestionThatCannotBeAsked(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Standing = []config.Standing{{Ask: "What?", Mode: config.ModeFull}, {Ask: "What?", Mode: config.ModeChoices}}
	_, err := newLoop(&Live{Config: cfg, Reasoner: newModel(t)}, nil)
	if err == nil || !strings.Contains(err.Error(), "questions.standing[1]: mode: choices") {
		t.Errorf("got %v", err)
	}
}

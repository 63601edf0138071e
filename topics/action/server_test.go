package action

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/memory"
)

type (
	goal   = Goal[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]
	server = Server[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]
)

// stage is an action, served, and a client of it.
type stage struct {
	t         *testing.T
	bus       *memory.Bus
	server    *server
	goals     chan *goal
	cancelled chan *goal
	statuses  chan action.GoalStatusArray
	feedback  chan action.FeedbackMessage[msgs.ReasonFeedback]
	now       time.Time
	reject    error
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, bus: memory.New(), goals: make(chan *goal, 8), cancelled: make(chan *goal, 8), statuses: make(chan action.GoalStatusArray, 64),
		feedback: make(chan action.FeedbackMessage[msgs.ReasonFeedback], 8), now: time.Unix(1000, 0)}
	listen(t, s.bus, "/robot/reason/_action/status", topics.Latched(), s.statuses)
	listen(t, s.bus, "/robot/reason/_action/feedback", topics.Default(), s.feedback)
	options := Options{Name: "/robot/reason", ResultTimeout: 10 * time.Second, Now: func() time.Time { return s.now }, Failed: func(err error) { t.Log(err) }}
	var err error
	s.server, err = NewServer(s.bus, options, Handlers[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]{
		Accept: func(g *goal) error {
			if s.reject == nil {
				s.goals <- g
			}
			return s.reject
		},
		Cancelled: func(g *goal) { s.cancelled <- g },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.server.Close(), s.bus.Close()); err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t)
	})
	return s
}

func listen[T msgs.Message](t *testing.T, bus *memory.Bus, topic string, qos topics.QoS, into chan<- T) {
	t.Helper()
	endpoint, err := topics.EndpointOf[T](topic, qos)
	if err != nil {
		t.Fatal(err)
	}
	codec := cdr.For[T]()
	if _, err := bus.Subscribe(endpoint, func(received topics.Received) {
		var message T
		if err := codec.Unmarshal(received.Data, &message); err != nil {
			t.Error(err)
		}
		into <- message
	}); err != nil {
		t.Fatal(err)
	}
}

func call[Q, R msgs.Message](s *stage, service string, request Q) R {
	s.t.Helper()
	of, err := topics.ServiceOf[Q, R]("/robot/reason/_action/" + service)
	if err != nil {
		s.t.Fatal(err)
	}
	client, err := s.bus.Client(of)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	response, err := topics.Call[Q, R](ctx, client, &request)
	if err != nil {
		s.t.Error(err)
	}
	return response
}

func id(number byte) action.UUID { return action.UUID{UUID: [16]uint8{15: number}} }

func (s *stage) send(number byte) action.SendGoalResponse[msgs.ReasonGoal] {
	s.t.Helper()
	request := action.SendGoalRequest[msgs.ReasonGoal]{GoalID: id(number), Goal: msgs.ReasonGoal{Question: "What is left?"}}
	return call[action.SendGoalRequest[msgs.ReasonGoal], action.SendGoalResponse[msgs.ReasonGoal]](s, "send_goal", request)
}

func (s *stage) result(number byte) action.GetResultResponse[msgs.ReasonResult] {
	s.t.Helper()
	return call[action.GetResultRequest[msgs.ReasonResult], action.GetResultResponse[msgs.ReasonResult]](s, "get_result", action.GetResultRequest[msgs.ReasonResult]{GoalID: id(number)})
}

func (s *stage) cancel(info action.GoalInfo) action.CancelGoalResponse {
	s.t.Helper()
	return call[action.CancelGoalRequest, action.CancelGoalResponse](s, "cancel_goal", action.CancelGoalRequest{GoalInfo: info})
}

// awaitStatus reads the status topic until it says this of a goal.
func (s *stage) awaitStatus(number byte, want int8) {
	s.t.Helper()
	for statuses := range s.statuses {
		for _, one := range statuses.StatusList {
			if one.GoalInfo.GoalID == id(number) && one.Status == want {
				return
			}
		}
	}
}

func answered(text string) msgs.ReasonResult {
	return msgs.ReasonResult{Answer: msgs.SpatialAnswer{Answer: text}}
}

func TestGoalWithFeedbackAndResult(t *testing.T) {
	s := newStage(t)
	if response := s.send(1); !response.Accepted || response.Stamp.Sec != 1000 {
		t.Fatalf("send_goal: %+v", response)
	}
	one := <-s.goals
	s.awaitStatus(1, action.StatusAccepted)
	if err := one.Execute(); err != nil {
		t.Fatal(err)
	}
	s.awaitStatus(1, action.StatusExecuting)
	if err := one.Feedback(msgs.ReasonFeedback{Text: "so far"}); err != nil {
		t.Fatal(err)
	}
	if heard := <-s.feedback; heard.GoalID != id(1) || heard.Feedback.Text != "so far" || one.Goal.Question != "What is left?" {
		t.Errorf("feedback %+v on %+v", heard, one.Goal)
	}
	early := make(chan action.GetResultResponse[msgs.ReasonResult], 1)
	go func() { early <- s.result(1) }()
	for waiting := 0; waiting == 0; {
		s.server.mutex.Lock()
		waiting = len(one.waiting)
		s.server.mutex.Unlock()
	}
	if err := one.Succeed(answered("the sofa")); err != nil {
		t.Fatal(err)
	}
	for _, got := range []action.GetResultResponse[msgs.ReasonResult]{<-early, s.result(1)} {
		if got.Status != action.StatusSucceeded || got.Result.Answer.Answer != "the sofa" {
			t.Errorf("result %+v", got)
		}
	}
	if err := one.Abort(answered("again")); err == nil {
		t.Error("a goal ended twice")
	}
	s.now = s.now.Add(11 * time.Second)
	if late := s.result(1); late.Status != action.StatusUnknown {
		t.Errorf("the result was kept beyond its time: %+v", late)
	}
}

func TestGoalsAreRejected(t *testing.T) {
	s := newStage(t)
	s.reject = errors.New("there is no camera \"rear\"")
	if response := s.send(1); response.Accepted {
		t.Error("a goal was accepted though it was rejected")
	}
	if unknown := s.result(1); unknown.Status != action.StatusUnknown {
		t.Errorf("the rejected goal is known: %+v", unknown)
	}
	s.reject = nil
	if !s.send(1).Accepted || s.send(1).Accepted {
		t.Error("a goal was rejected, or one was accepted twice")
	}
}

func TestCancel(t *testing.T) {
	s := newStage(t)
	goals := map[byte]*goal{}
	for number := byte(1); number <= 4; number++ {
		s.now = time.Unix(1000+int64(number), 0)
		s.send(number)
		goals[number] = <-s.goals
	}
	if err := goals[4].Succeed(answered("x")); err != nil {
		t.Fatal(err)
	}
	at := func(seconds int32) msgs.Time { return msgs.Time{Sec: seconds} }
	for _, c := range []struct {
		name   string
		wanted action.GoalInfo
		code   int8
		goals  []byte
	}{
		{"an unknown one", action.GoalInfo{GoalID: id(9)}, action.CancelUnknownGoal, nil},
		{"one that has ended", action.GoalInfo{GoalID: id(4)}, action.CancelGoalTerminated, nil},
		{"all until a time, and there are none", action.GoalInfo{Stamp: at(900)}, action.CancelRejected, nil},
		{"one", action.GoalInfo{GoalID: id(2)}, action.CancelAccepted, []byte{2}},
		{"all until a time", action.GoalInfo{Stamp: at(1001)}, action.CancelAccepted, []byte{1}},
		{"all", action.GoalInfo{}, action.CancelAccepted, []byte{1, 2, 3}},
	} {
		response := s.cancel(c.wanted)
		if response.ReturnCode != c.code || len(response.GoalsCanceling) != len(c.goals) {
			t.Errorf("%s: %+v", c.name, response)
			continue
		}
		for i, number := range c.goals {
			if response.GoalsCanceling[i].GoalID != id(number) {
				t.Errorf("%s: %+v", c.name, response)
			}
			<-goals[number].Cancelled()
		}
	}
	for _, number := range []byte{2, 1, 3} {
		if told := <-s.cancelled; told != goals[number] {
			t.Errorf("told of goal %x, want %d", told.info.GoalID.UUID, number)
		}
	}
	s.awaitStatus(3, action.StatusCanceling)
	if err := goals[2].Cancel(answered("")); err != nil {
		t.Fatal(err)
	}
	if got := s.result(2); got.Status != action.StatusCanceled {
		t.Errorf("result %+v", got)
	}
}

package node

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning"
)

// crowd is a model that answers nobody until so many have asked, and counts how often it looks.
type crowd struct {
	*model
	waiting *sync.WaitGroup
	looks   atomic.Int32
}

func (c *crowd) See(ctx context.Context, views reasoning.Views) (*reasoning.Seen, error) {
	c.looks.Add(1)
	return c.model.See(ctx, views)
}

func (c *crowd) Reason(ctx context.Context, request reasoning.Request, listener reasoning.Listener) (reasoning.Reply, error) {
	c.waiting.Done()
	c.waiting.Wait()
	return c.model.Reason(ctx, request, listener)
}

// TestQuestionsOfAMomentAreAnsweredTogether would never end if the questions waited for each other.
func TestQuestionsOfAMomentAreAnsweredTogether(t *testing.T) {
	questions := []string{"one", "two", "three"}
	cfg := liveConfig(t)
	cfg.Reasoning.Sequences = len(questions)
	asking := &crowd{model: newModel(t), waiting: &sync.WaitGroup{}}
	asking.waiting.Add(len(questions))
	r := startRobot(t, cfg, asking)
	for _, text := range questions {
		r.ask(text)
	}
	r.look(r.now)
	answered, clouds := map[string]bool{}, 0
	for range questions {
		answer := <-r.answers
		answered[answer.Question] = answer.Status == msgs.StatusOK || answer.Status == msgs.StatusNoAnswer
		if answer.ScenePoints > 0 {
			clouds++
		}
	}
	for range clouds {
		if cloud := <-r.clouds; int(cloud.Width) == 0 || len(cloud.Data) != int(cloud.Width*cloud.PointStep) {
			t.Errorf("a cloud of %d points has %d bytes", cloud.Width, len(cloud.Data))
		}
	}
	r.end()
	if looks := asking.looks.Load(); looks != 1 || clouds == 0 {
		t.Errorf("%d looks, %d clouds", looks, clouds)
	}
	for _, text := range questions {
		if !answered[text] {
			t.Errorf("%q was not answered", text)
		}
	}
}

// TestAConfiguredQuestionWaitsOnce has it due many times while nothing can be seen.
func TestAConfiguredQuestionWaitsOnce(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Ask, cfg.Questions.Every, cfg.Questions.Queue = []string{"first", "second"}, time.Hour, 2
	l, err := newLoop(&Live{Config: cfg, Reasoner: newModel(t), Now: time.Now, calibrations: newCalibrations(cfg)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		l.askAll(time.Now())
	}
	if len(l.questions) != 2 || l.questions[0].text != "first" || l.overtaken != 8 || len(l.refusals) != 0 {
		t.Errorf("%d wait, %d were overtaken, %d refused", len(l.questions), l.overtaken, len(l.refusals))
	}
}

// TestClientsTakeTurns has one client with many questions, and others with one.
func TestClientsTakeTurns(t *testing.T) {
	cfg := liveConfig(t)
	l, err := newLoop(&Live{Config: cfg, Reasoner: newModel(t), Now: time.Now, calibrations: newCalibrations(cfg)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.latest = &moment{stampNanos: time.Now().UnixNano(), holders: 1}
	for _, asked := range []struct {
		text string
		wish wish
	}{{"s1", wish{client: clientStanding}}, {"s2", wish{client: clientStanding}}, {"s3", wish{client: clientStanding}}, {"a1", wish{client: clientAsk}}, {"t1", wish{client: clientTopic, priority: 1}}} {
		l.enqueue(question{text: asked.text, wish: asked.wish})
	}
	var order []string
	for len(l.questions) > 0 {
		place := l.foremost(time.Now())
		if place < 0 {
			t.Fatalf("%d wait, and none can be put", len(l.questions))
		}
		order = append(order, l.questions[place].text)
		l.handedOver(job{question: l.questions[place], moment: l.latest, place: place})
	}
	if want := []string{"t1", "s1", "a1", "s2", "s3"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
}

package reasoning

import (
	"context"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// sceneFirst is a listener that holds the reply at its first piece of text until the scene has come.
type sceneFirst struct {
	came chan struct{}
	late bool
}

func (l *sceneFirst) Text(string) {
	const patience = 30 * time.Second
	select {
	case <-l.came:
	case <-time.After(patience):
		l.late = true
	}
}

// Latent is passed over.
func (*sceneFirst) Latent() {}

func (l *sceneFirst) Scene(scene.Scene) { close(l.came) }

// TestSceneComesWhileTheTextIsWritten proves that the scene does not wait for the reply to end.
func TestSceneComesWhileTheTextIsWritten(t *testing.T) {
	e := openEngine(t, nil)
	for count := 1; count <= 4; count++ {
		request := Request{Views: views(e, count), Question: question}
		if reply, _ := ask(t, e, request); reply.SceneProblem != "" || reply.Text == "" {
			continue
		}
		listener := &sceneFirst{came: make(chan struct{})}
		reply, err := e.Reason(context.Background(), request, listener)
		if err != nil || listener.late || reply.SceneProblem != "" {
			t.Errorf("the scene was late: %v, %q, %v", listener.late, reply.SceneProblem, err)
		}
		return
	}
	t.Fatal("no question gave a scene")
}

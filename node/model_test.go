package node

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning"
)

// model is the real engine on the reference bundle, which a test may make fail or wait.
type model struct {
	*reasoning.Engine
	failure error
	// began, if not nil, is closed when a question begins, which then waits for the end of its context.
	began chan struct{}
}

var engine = sync.OnceValues(func() (*reasoning.Engine, error) {
	cfg, err := config.Default()
	if err != nil {
		return nil, err
	}
	cfg.Reasoning.Bundle = "../model/bundles/reference"
	return reasoning.Open(cfg.Reasoning)
})

func newModel(t *testing.T) *model {
	t.Helper()
	if os.Getenv(reasoning.LibraryVariable) == "" {
		t.Skip(reasoning.LibraryVariable + " is not set: it must name libonnxruntime.so (make test sets it)")
	}
	real, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	return &model{Engine: real}
}

// kept is a model that outlives the nodes of the tests.
type kept struct{ Reasoner }

// Close leaves it open.
func (kept) Close() error { return nil }

// Reason asks the real engine unless the test wants otherwise.
func (m *model) Reason(ctx context.Context, request reasoning.Request, listener reasoning.Listener) (reasoning.Reply, error) {
	if m.failure != nil {
		return reasoning.Reply{}, m.failure
	}
	if m.began != nil {
		close(m.began)
		<-ctx.Done()
	}
	return m.Engine.Reason(ctx, request, listener)
}

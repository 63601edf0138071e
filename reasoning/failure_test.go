package reasoning

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// TestNonFiniteLogitsAreNoAnswer poisons one pixel: the decoder's logits are then no numbers.
func TestNonFiniteLogitsAreNoAnswer(t *testing.T) {
	e := openEngine(t, nil)
	request := Request{Views: views(e, 2), Question: question}
	want, _ := ask(t, e, request)
	poisoned := request
	poisoned.Views = views(e, 2)
	poisoned.Views.PixelRows[7] = float32(math.NaN())
	reply, err := e.Reason(context.Background(), poisoned, &ear{})
	var failure *decode.NonFiniteError
	if !errors.As(err, &failure) || failure.Count == 0 {
		t.Fatalf("error is %v", err)
	}
	if reply.Status != StatusDegenerate || reply.Answer != "" || reply.Choice != "" || reply.Reason == "" {
		t.Errorf("reply is %+v", reply)
	}
	if again, _ := ask(t, e, request); !same(again, want) {
		t.Errorf("after it the reply is %+v, want %+v", again, want)
	}
}

func TestStatusNames(t *testing.T) {
	names := map[Status]string{StatusOK: "ok", StatusNoAnswer: "no_answer", StatusTruncated: "truncated",
		StatusDegenerate: "degenerate", StatusCancelled: "cancelled", StatusError: "error", -1: "unknown", 99: "unknown"}
	for status, want := range names {
		if got := status.String(); got != want {
			t.Errorf("status %d is %q, want %q", int(status), got, want)
		}
	}
}

package reasoning

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// exchange keeps what the latents of one run were fed as, and has others fed in their place before their end. A nil exchange
// does nothing.
type exchange struct {
	// change puts other rows in the place of these.
	change func(rows [][]byte)
	rows   [][]byte
}

// newExchange is the exchange that a request asks for, nil if it asks for none.
func newExchange(request Request) (*exchange, error) {
	switch request.Ablation.ShuffleLatents {
	case ShuffleNone:
		return nil, nil
	case ShuffleOrder:
		return &exchange{change: inOtherOrder(request.Seed)}, nil
	}
	if request.Thought == nil || len(request.Thought.rows) == 0 {
		return nil, fmt.Errorf("ablation: latents of another question are to be exchanged, and there are none")
	}
	return &exchange{change: func(rows [][]byte) { copy(rows, request.Thought.rows) }}, nil
}

// inOtherOrder leaves no row in its place (S. Sattolo's shuffle).
func inOtherOrder(seed int64) func(rows [][]byte) {
	const stream = 0x3d
	random := rand.NewPCG(uint64(seed), stream)
	return func(rows [][]byte) {
		for i := len(rows) - 1; i > 0; i-- {
			j := int(random.Uint64() % uint64(i))
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
}

// instead gives what is fed in the place of the latents, once they are all fed.
func (x *exchange) instead(step decode.Step) [][]byte {
	if x == nil || step.Latent || len(x.rows) == 0 {
		return nil
	}
	rows := x.rows
	x.change(rows)
	x.rows = nil
	return rows
}

// fed keeps what a latent was fed as.
func (x *exchange) fed(step decode.Step, made stepped) error {
	if x == nil || !step.Latent {
		return nil
	}
	embedded, err := made.embedded()
	if err == nil {
		x.rows = append(x.rows, slices.Clone(embedded))
	}
	return err
}

package reasoning

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/thinker3d/thinker3d/reasoning/decode"
)

// shuffler keeps what the latents of one run were fed as, and feeds them again in another order before their end. A nil
// shuffler does nothing.
type shuffler struct {
	native *sequence
	random *rand.PCG
	rows   [][]byte
}

func newShuffler(native *sequence, seed int64) *shuffler {
	const stream = 0x3d
	return &shuffler{native: native, random: rand.NewPCG(uint64(seed), stream)}
}

// before comes before a step is fed.
func (s *shuffler) before(step decode.Step) error {
	if s == nil || step.Latent || len(s.rows) == 0 {
		return nil
	}
	// S. Sattolo's shuffle leaves no row in its place.
	for i := len(s.rows) - 1; i > 0; i-- {
		j := int(s.random.Uint64() % uint64(i))
		s.rows[i], s.rows[j] = s.rows[j], s.rows[i]
	}
	err := s.native.refeed(s.rows)
	s.rows = s.rows[:0]
	if err != nil {
		return fmt.Errorf("shuffle the latents: %w", err)
	}
	return nil
}

// after comes after a step was fed.
func (s *shuffler) after(step decode.Step) {
	if s != nil && step.Latent {
		s.rows = append(s.rows, slices.Clone(s.native.embedded.Bytes()))
	}
}

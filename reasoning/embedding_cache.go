package reasoning

import (
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// embeddingCacheBytes is what an embedding cache may take: all tokens of a small model, some thousands of a large one.
const embeddingCacheBytes = 16 << 20

// embeddingCache keeps the embeddings of tokens that were fed before. A step whose tokens are all in it needs no run of the graph, which
// takes longer to begin than to copy a row.
type embeddingCache struct {
	// rows are [most, 1, hidden], and places says in which of them a token is.
	rows   *onnx.Tensor
	places map[int64]int
}

func newEmbeddingCache(real onnx.Element, vocabulary, hidden int) (*embeddingCache, error) {
	most := min(vocabulary, max(1, embeddingCacheBytes/(hidden*real.Size())))
	rows, err := onnx.New(real, int64(most), 1, int64(hidden))
	if err != nil {
		return nil, fmt.Errorf("make an embedding cache of %d rows: %w", most, err)
	}
	return &embeddingCache{rows: rows, places: make(map[int64]int)}, nil
}

// give copies the embedding of each step's token into the step's row, or says that it has not all of them.
func (c *embeddingCache) give(steps []decode.Step, into *onnx.Tensor) (bool, error) {
	if c == nil {
		return false, nil
	}
	for i, step := range steps {
		if step.Feed == decode.FeedHidden {
			continue
		}
		place, has := c.places[step.Token]
		if !has {
			return false, nil
		}
		if err := into.CopyRows(i, c.rows, place, 1); err != nil {
			return false, fmt.Errorf("take the embedding of token %d from the cache: %w", step.Token, err)
		}
	}
	return true, nil
}

// keep takes the embeddings that the graph made of the steps' tokens. A cache that is full begins anew.
func (c *embeddingCache) keep(steps []decode.Step, made *onnx.Tensor) error {
	if c == nil {
		return nil
	}
	for i, step := range steps {
		if _, has := c.places[step.Token]; has || step.Feed == decode.FeedHidden {
			continue
		}
		if len(c.places) == int(c.rows.Shape()[0]) {
			clear(c.places)
		}
		place := len(c.places)
		if err := c.rows.CopyRows(place, made, i, 1); err != nil {
			return fmt.Errorf("keep the embedding of token %d: %w", step.Token, err)
		}
		c.places[step.Token] = place
	}
	return nil
}

func (c *embeddingCache) close() error {
	if c == nil {
		return nil
	}
	return c.rows.Close()
}

package reasoning

import (
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// imageRows is the image embeddings of all views, as the bytes of rows of hidden width.
type imageRows struct {
	pad   int64
	width int
	bytes []byte
}

// replace puts the rows, in order, where the prompt has image tokens.
func (r imageRows) replace(embeddings *onnx.Tensor, tokens []int64) error {
	into, from := embeddings.Bytes(), r.bytes
	for i, token := range tokens {
		if token != r.pad {
			continue
		}
		if len(from) < r.width {
			return fmt.Errorf("the prompt has more image tokens than the views' %d", len(r.bytes)/r.width)
		}
		copy(into[i*r.width:(i+1)*r.width], from[:r.width])
		from = from[r.width:]
	}
	if len(from) > 0 {
		return fmt.Errorf("%d image embeddings have no image token in the prompt", len(from)/r.width)
	}
	return nil
}

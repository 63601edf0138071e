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

// check says whether a prompt has a place for each row.
func (r imageRows) check(tokens []int64) error {
	if places, rows := r.count(tokens), r.rows(); places != rows {
		return fmt.Errorf("the prompt has %d image tokens, and the views have %d embeddings", places, rows)
	}
	return nil
}

// replace puts the rows where a part of the prompt has image tokens.
func (r imageRows) replace(embeddings *onnx.Tensor, tokens []int64, from, to int) error {
	into, row := embeddings.Bytes(), r.count(tokens[:from])
	if need := row + r.count(tokens[from:to]); need > r.rows() {
		return fmt.Errorf("the prompt has more image tokens than the views' %d", r.rows())
	}
	for i, token := range tokens[from:to] {
		if token == r.pad {
			copy(into[i*r.width:(i+1)*r.width], r.bytes[row*r.width:])
			row++
		}
	}
	return nil
}

func (r imageRows) rows() int {
	if r.width == 0 {
		return 0
	}
	return len(r.bytes) / r.width
}

func (r imageRows) count(tokens []int64) int {
	count := 0
	for _, token := range tokens {
		if token == r.pad {
			count++
		}
	}
	return count
}

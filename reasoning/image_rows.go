package reasoning

import (
	"errors"
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

// replace puts the rows where a part of the prompt has image tokens; of the embeddings each is a row of the first axis.
func (r imageRows) replace(embeddings *onnx.Tensor, tokens []int64, from, to int) (err error) {
	row := r.count(tokens[:from])
	switch need := row + r.count(tokens[from:to]); {
	case need > r.rows():
		return fmt.Errorf("the prompt has more image tokens than the views' %d", r.rows())
	case need == row:
		return nil
	}
	images, err := onnx.Borrow(embeddings.Element(), r.bytes, int64(r.rows()), int64(r.width/embeddings.Element().Size()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, images.Close()) }()
	for at := from; at < to; {
		end := at
		for end < to && tokens[end] == r.pad {
			end++
		}
		if end > at {
			if err := embeddings.CopyRows(at-from, images, row, end-at); err != nil {
				return err
			}
		}
		row, at = row+end-at, end+1
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

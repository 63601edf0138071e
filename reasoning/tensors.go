package reasoning

import (
	"errors"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// tensors gathers the tensors of one call, to be closed together, and the first error of making them.
type tensors struct {
	list    []*onnx.Tensor
	failure error
}

// add keeps a tensor just made; nil is given back for one that failed.
func (t *tensors) add(tensor *onnx.Tensor, err error) *onnx.Tensor {
	if err != nil {
		if t.failure == nil {
			t.failure = err
		}
		return nil
	}
	t.list = append(t.list, tensor)
	return tensor
}

func (t *tensors) close() error {
	var failures []error
	for _, tensor := range t.list {
		failures = append(failures, tensor.Close())
	}
	return errors.Join(failures...)
}

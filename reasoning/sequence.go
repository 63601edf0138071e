package reasoning

import (
	"context"
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// capacityStep is the multiple of tokens to which a cache is sized, so that similar questions share one size.
const capacityStep = 256

// sequence is the decoder's side of one reply: the cache of keys and values, and the tensors of one step.
// The cache is one buffer that serves as past and as present, so a step writes one position and copies nothing.
type sequence struct {
	graphs  *graphs
	shape   bundle.Decoder
	real    onnx.Element
	memory  []*onnx.Tensor
	cache   []*onnx.Tensor
	scratch *onnx.Tensor
	hiddens *onnx.Tensor
	// The tensors of one step: embedded is both what the embedding graph gives and what the decoder takes.
	token, embedded, position, last, total, logits, hidden *onnx.Tensor
	embed, step                                            *onnx.Binding
	capacity                                               int
	length                                                 int
	delta                                                  int64
}

func newSequence(g *graphs, shape bundle.Decoder, real onnx.Element) (*sequence, error) {
	s := &sequence{graphs: g, shape: shape, real: real}
	if err := s.allocate(); err != nil {
		return nil, errors.Join(fmt.Errorf("make a sequence: %w", err), s.close())
	}
	return s, nil
}

func (s *sequence) allocate() error {
	hidden, most := int64(s.shape.Hidden), int64(s.shape.MaximumTokens)
	for range 2 * s.shape.Layers {
		tensor, err := onnx.New(s.real, 1, int64(s.shape.KeyValueHeads), most, int64(s.shape.Head))
		if err != nil {
			return err
		}
		s.memory = append(s.memory, tensor)
	}
	var failures []error
	add := func(into **onnx.Tensor, element onnx.Element, shape ...int64) {
		tensor, err := onnx.New(element, shape...)
		failures = append(failures, err)
		*into = tensor
	}
	add(&s.scratch, s.real, 1, most, hidden)
	add(&s.hiddens, s.real, 1, most, hidden)
	add(&s.token, onnx.Int64, 1, 1)
	add(&s.embedded, s.real, 1, 1, hidden)
	add(&s.position, onnx.Int64, 3, 1, 1)
	add(&s.last, onnx.Int32, 1)
	add(&s.total, onnx.Int32, 1)
	add(&s.logits, onnx.Float32, 1, int64(s.shape.Vocabulary))
	add(&s.hidden, s.real, 1, 1, hidden)
	if err := errors.Join(failures...); err != nil {
		return err
	}
	embed, err := s.graphs.embedding.Bind([]*onnx.Tensor{s.token}, []*onnx.Tensor{s.embedded})
	s.embed = embed
	return err
}

// reserve makes room for so many tokens; what the cache held is gone.
func (s *sequence) reserve(tokens int) error {
	if tokens > s.shape.MaximumTokens {
		return fmt.Errorf("%d tokens are over decoder.maximum_tokens, %d", tokens, s.shape.MaximumTokens)
	}
	s.length = 0
	capacity := min((tokens+capacityStep-1)/capacityStep*capacityStep, s.shape.MaximumTokens)
	if capacity == s.capacity {
		return nil
	}
	s.capacity = 0
	if err := s.release(); err != nil {
		return err
	}
	for _, memory := range s.memory {
		view, err := memory.View(1, int64(s.shape.KeyValueHeads), int64(capacity), int64(s.shape.Head))
		if err != nil {
			return err
		}
		s.cache = append(s.cache, view)
	}
	inputs, outputs := s.ports(s.embedded, s.position, s.hidden)
	step, err := s.graphs.decoder.Bind(inputs, outputs)
	if err != nil {
		return err
	}
	s.step, s.capacity = step, capacity
	return nil
}

// ports lists a decoder call's tensors in the order of its signature; the cache stands in both lists.
func (s *sequence) ports(embeddings, positions, hidden *onnx.Tensor) (inputs, outputs []*onnx.Tensor) {
	inputs = append([]*onnx.Tensor{embeddings, positions, s.last, s.total}, s.cache...)
	return inputs, append([]*onnx.Tensor{s.logits, hidden}, s.cache...)
}

// prefill runs the whole prompt; images replaces the embeddings of the image tokens, row by row.
func (s *sequence) prefill(ctx context.Context, tokens []int64, positions decode.Positions, images imageRows) (err error) {
	count := int64(len(tokens))
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	ids := list.add(onnx.Borrow(onnx.Int64, tokens, 1, count))
	places := list.add(onnx.Borrow(onnx.Int64, positions.Values, 3, 1, count))
	embeddings := list.add(s.scratch.View(1, count, int64(s.shape.Hidden)))
	hidden := list.add(s.hiddens.View(1, count, int64(s.shape.Hidden)))
	if list.failure != nil {
		return list.failure
	}
	if err := s.graphs.embedding.Run(ctx, []*onnx.Tensor{ids}, []*onnx.Tensor{embeddings}); err != nil {
		return fmt.Errorf("embed the prompt: %w", err)
	}
	if err := images.replace(embeddings, tokens); err != nil {
		return err
	}
	s.account(len(tokens))
	inputs, outputs := s.ports(embeddings, places, hidden)
	if err := s.graphs.decoder.Run(ctx, inputs, outputs); err != nil {
		return fmt.Errorf("prefill: %w", err)
	}
	s.delta = positions.Delta
	return nil
}

// account counts tokens that the next call adds to the cache.
func (s *sequence) account(added int) {
	s.length += added
	s.last.Int32s()[0], s.total.Int32s()[0] = int32(s.length-1), int32(s.length)
}

// feed runs one step on a token's embedding, or on the last hidden state.
func (s *sequence) feed(step decode.Step) error {
	if s.length >= s.capacity {
		return fmt.Errorf("the cache of %d tokens is full", s.capacity)
	}
	if step.Feed == decode.FeedHidden {
		copy(s.embedded.Bytes(), s.hidden.Bytes())
	} else {
		s.token.Int64s()[0] = step.Token
		if err := s.embed.Run(); err != nil {
			return fmt.Errorf("embed token %d: %w", step.Token, err)
		}
	}
	return s.advance()
}

// refeed takes back as many steps as there are rows, and feeds the rows instead.
func (s *sequence) refeed(rows [][]byte) error {
	s.length -= len(rows)
	for _, row := range rows {
		copy(s.embedded.Bytes(), row)
		if err := s.advance(); err != nil {
			return err
		}
	}
	return nil
}

// advance runs one step on what is embedded.
func (s *sequence) advance() error {
	place := int64(s.length) + s.delta
	positions := s.position.Int64s()
	positions[0], positions[1], positions[2] = place, place, place
	s.account(1)
	if err := s.step.Run(); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

// release unties the cache from its present capacity.
func (s *sequence) release() error {
	failures := []error{s.step.Close()}
	s.step = nil
	for _, view := range s.cache {
		failures = append(failures, view.Close())
	}
	s.cache = s.cache[:0]
	return errors.Join(failures...)
}

func (s *sequence) close() error {
	failures := []error{s.release(), s.embed.Close()}
	for _, tensor := range append(s.memory, s.scratch, s.hiddens, s.token, s.embedded, s.position, s.last, s.total, s.logits, s.hidden) {
		failures = append(failures, tensor.Close())
	}
	return errors.Join(failures...)
}

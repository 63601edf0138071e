package reasoning

import (
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// logitsOf are a speaking lane's logits of its last step, valid until the next one or the next call.
func (l *lanes) logitsOf(number int) ([]float32, error) {
	if l.picks != nil {
		return l.picks.logitsOf(number)
	}
	return l.logits.Float32s()[number*l.shape.Vocabulary : (number+1)*l.shape.Vocabulary], nil
}

// stepped is a speaking lane after a step.
type stepped struct {
	lanes  *lanes
	number int
}

// embedded is what the lane was fed, until another row is shown.
func (s stepped) embedded() ([]byte, error) { return s.lanes.show(s.lanes.embedded, s.number) }

// hidden is the hidden state that the step gave, until another row is shown.
func (s stepped) hidden() ([]byte, error) { return s.lanes.show(s.lanes.hidden, s.number) }

// show brings a lane's row to the host, if it is not there.
func (l *lanes) show(states *onnx.Tensor, number int) ([]byte, error) {
	if states.OnDevice() {
		if err := l.shown.CopyRows(0, states, number, 1); err != nil {
			return nil, fmt.Errorf("show a state of lane %d: %w", number, err)
		}
		return l.shown.Bytes(), nil
	}
	size := l.shape.Hidden * l.real.Size()
	return states.Bytes()[number*size : (number+1)*size], nil
}

// enter gives the prompt that the entry has read a lane to speak in; count is how many of its tokens were read last, and last is its last.
func (l *lanes) enter(number, count int, last int64, speaker speaker) error {
	err := errors.Join(l.copyLane(number, l.most), l.take(number, count))
	if err == nil && l.picks != nil {
		err = l.picks.begin(number, speaker.drawing(), last)
	}
	if err != nil {
		return fmt.Errorf("enter lane %d: %w", number, err)
	}
	l.entry().clear()
	return nil
}

// take gives a lane the logits and the hidden state that the last of the rows gave which were read alone.
func (l *lanes) take(number, count int) error {
	return errors.Join(l.logits.CopyRows(number, l.oneLogits, 0, 1), l.hidden.CopyRows(number, l.hiddens, count-1, 1))
}

// leave gives a lane to the reply that has the last one, so that no gap is left among those that speak.
func (l *lanes) leave(number, last int) (err error) {
	if number != last {
		if err = l.move(number, last); err != nil {
			err = fmt.Errorf("move lane %d to %d: %w", last, number, err)
		}
	}
	l.lanes[last].clear()
	return err
}

func (l *lanes) move(to, from int) error {
	err := errors.Join(l.copyLane(to, from), l.logits.CopyRows(to, l.logits, from, 1), l.hidden.CopyRows(to, l.hidden, from, 1))
	if err == nil && l.picks != nil {
		err = l.picks.move(to, from)
	}
	return err
}

// copyLane copies all that a lane holds.
func (l *lanes) copyLane(to, from int) error {
	target, source := &l.lanes[to], &l.lanes[from]
	target.clear()
	target.length, target.delta = source.length, source.delta
	if source.length == 0 {
		return nil
	}
	for layer := range l.cache {
		for head := range l.shape.KeyValueHeads {
			keys, at := l.headOf(layer, to, head)
			of, first := l.headOf(layer, from, head)
			if err := keys.CopyRows(at, of, first, source.length); err != nil {
				return err
			}
		}
	}
	return nil
}

// headOf says in which tensor, and from which row on, a lane's tokens of one head are.
func (l *lanes) headOf(layer, number, head int) (tensor *onnx.Tensor, row int) {
	if number == l.most {
		return l.heads[layer][1], head * l.shape.MaximumTokens
	}
	return l.heads[layer][0], (number*l.shape.KeyValueHeads + head) * l.shape.MaximumTokens
}

// save copies the keys and values of the entry's first tokens into memory of the caller's, tokenBytes for each.
func (l *lanes) save(into []byte, tokens int) error {
	return l.packed(into, tokens, func(packed *onnx.Tensor, at int, of *onnx.Tensor, first int) error {
		return packed.CopyRows(at, of, first, tokens)
	})
}

// load has the entry hold the first tokens of what save gave for some number of them.
func (l *lanes) load(saved []byte, of, tokens int) error {
	l.entry().length = tokens
	if tokens == 0 {
		return nil
	}
	return l.packed(saved, of, func(packed *onnx.Tensor, at int, into *onnx.Tensor, first int) error {
		return into.CopyRows(first, packed, at, tokens)
	})
}

// packed calls for each head of the entry with where its so many tokens are in the memory and in the cache.
func (l *lanes) packed(memory []byte, tokens int, do func(packed *onnx.Tensor, at int, cached *onnx.Tensor, first int) error) (err error) {
	count := len(l.cache) * l.shape.KeyValueHeads
	packed, err := onnx.Borrow(l.real, memory, int64(count*tokens), int64(l.shape.Head))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, packed.Close()) }()
	for i := range count {
		cached, first := l.headOf(i/l.shape.KeyValueHeads, l.most, i%l.shape.KeyValueHeads)
		if err := do(packed, i*tokens, cached, first); err != nil {
			return err
		}
	}
	return nil
}

// touched is how many bytes of the caches hold or held tokens since they were given back.
func (l *lanes) touched() int {
	tokens := 0
	for i := range l.lanes {
		tokens += max(l.lanes[i].most, l.lanes[i].length)
	}
	return tokens * l.tokenBytes()
}

// giveBack gives the memory of lanes without tokens back to the system; a device keeps what it has.
func (l *lanes) giveBack() error {
	if l.hidden.OnDevice() {
		return nil
	}
	for i := range l.lanes {
		lane := &l.lanes[i]
		if lane.length > 0 || lane.most == 0 {
			continue
		}
		if err := l.discard(i); err != nil {
			return err
		}
		lane.most = 0
	}
	return nil
}

func (l *lanes) discard(number int) error {
	caches, row := l.cache, number
	if number == l.most {
		caches, row = l.entryCache, 0
	}
	for _, cache := range caches {
		lane, err := cache.Rows(row, 1)
		if err != nil {
			return err
		}
		lane.Discard()
		if err := lane.Close(); err != nil {
			return err
		}
	}
	return nil
}

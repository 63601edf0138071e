package reasoning

import (
	"context"
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// lanes is the decoder's side of all replies at work. Each reply has a lane, a row of one cache of keys and values; the replies
// that speak have the first lanes, without a gap, and step together. The lane after the last is the entry, where a prompt is read.
// The cache serves as past and as present, so a step writes one position of each lane and copies nothing.
type lanes struct {
	graphs *graphs
	shape  bundle.Decoder
	real   onnx.Element
	// most is how many lanes may speak, and the number of the entry.
	most    int
	cache   []*onnx.Tensor
	lanes   []lane
	batches []*batch
	// The tensors of one step of all lanes: embedded is both what the embedding graph gives and what the decoder takes.
	token, embedded, position, last, logits, hidden, total *onnx.Tensor
	// The tensors of one lane that reads several rows at once.
	scratch, hiddens, oneLast, oneTotal, oneLogits *onnx.Tensor
}

// lane is one row of the cache: how many tokens it holds, and what is added to that for the position of the next.
type lane struct {
	row    []*onnx.Tensor
	length int
	delta  int64
	// most is how many tokens it held since its memory was given back.
	most int
}

// clear has a lane hold nothing.
func (l *lane) clear() { l.most, l.length = max(l.most, l.length), 0 }

// batch is the first lanes, so many, tied to the graphs.
type batch struct {
	views       tensors
	embed, step *onnx.Binding
}

func newLanes(g *graphs, shape bundle.Decoder, real onnx.Element, most int) (*lanes, error) {
	l := &lanes{graphs: g, shape: shape, real: real, most: most, lanes: make([]lane, most+1), batches: make([]*batch, most+1)}
	if err := l.allocate(); err != nil {
		return nil, errors.Join(fmt.Errorf("make %d lanes of %d tokens: %w", most, shape.MaximumTokens, err), l.close())
	}
	return l, nil
}

func (l *lanes) allocate() error {
	count, most := int64(l.most), int64(l.shape.MaximumTokens)
	hidden, vocabulary := int64(l.shape.Hidden), int64(l.shape.Vocabulary)
	var failures []error
	add := func(into **onnx.Tensor, element onnx.Element, shape ...int64) {
		tensor, err := onnx.New(element, shape...)
		failures = append(failures, err)
		*into = tensor
	}
	l.cache = make([]*onnx.Tensor, 2*l.shape.Layers)
	for i := range l.cache {
		add(&l.cache[i], l.real, count+1, int64(l.shape.KeyValueHeads), most, int64(l.shape.Head))
	}
	add(&l.token, onnx.Int64, count, 1)
	add(&l.embedded, l.real, count, 1, hidden)
	add(&l.position, onnx.Int64, 3, count, 1)
	add(&l.last, onnx.Int32, count)
	add(&l.total, onnx.Int32, 1)
	add(&l.logits, onnx.Float32, count, vocabulary)
	add(&l.hidden, l.real, count, 1, hidden)
	add(&l.scratch, l.real, 1, most, hidden)
	add(&l.hiddens, l.real, 1, most, hidden)
	add(&l.oneLast, onnx.Int32, 1)
	add(&l.oneTotal, onnx.Int32, 1)
	add(&l.oneLogits, onnx.Float32, 1, vocabulary)
	if err := errors.Join(failures...); err != nil {
		return err
	}
	for i := range l.lanes {
		for _, cache := range l.cache {
			row, err := cache.ViewAt(i*l.rowBytes(), 1, int64(l.shape.KeyValueHeads), most, int64(l.shape.Head))
			if err != nil {
				return err
			}
			l.lanes[i].row = append(l.lanes[i].row, row)
		}
	}
	return nil
}

// rowBytes is the size of one lane in one layer's keys or values.
func (l *lanes) rowBytes() int {
	return l.shape.KeyValueHeads * l.shape.MaximumTokens * l.headBytes()
}

// headBytes is the size of one token's keys or values in one head.
func (l *lanes) headBytes() int { return l.shape.Head * l.real.Size() }

// tokenBytes is what one token takes of the cache, in all layers.
func (l *lanes) tokenBytes() int {
	return 2 * l.shape.Layers * l.shape.KeyValueHeads * l.headBytes()
}

// entry is the lane that a prompt is read in.
func (l *lanes) entry() *lane { return &l.lanes[l.most] }

// speaking ties the first lanes to the graphs, once for each count.
func (l *lanes) speaking(count int) (*batch, error) {
	if b := l.batches[count]; b != nil {
		return b, nil
	}
	b, err := l.tie(count)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("tie %d lanes: %w", count, err), b.close())
	}
	l.batches[count] = b
	return b, nil
}

func (l *lanes) tie(count int) (*batch, error) {
	b, n, hidden := &batch{}, int64(count), int64(l.shape.Hidden)
	token, embedded := b.views.add(l.token.View(n, 1)), b.views.add(l.embedded.View(n, 1, hidden))
	inputs := []*onnx.Tensor{embedded, b.views.add(l.position.View(3, n, 1)), b.views.add(l.last.View(n)), l.total}
	outputs := []*onnx.Tensor{b.views.add(l.logits.View(n, int64(l.shape.Vocabulary))), b.views.add(l.hidden.View(n, 1, hidden))}
	for _, cache := range l.cache {
		view := b.views.add(cache.View(n, int64(l.shape.KeyValueHeads), int64(l.shape.MaximumTokens), int64(l.shape.Head)))
		inputs, outputs = append(inputs, view), append(outputs, view)
	}
	err := b.views.failure
	if err == nil {
		b.embed, err = l.graphs.embedding.Bind([]*onnx.Tensor{token}, []*onnx.Tensor{embedded})
	}
	if err == nil {
		b.step, err = l.graphs.decoder.Bind(inputs, outputs)
	}
	return b, err
}

// step feeds each of the first lanes, as many as there are steps, with its token's embedding or its last hidden state.
func (l *lanes) step(steps []decode.Step) error {
	b, err := l.speaking(len(steps))
	if err != nil {
		return err
	}
	if err := l.embed(b, steps); err != nil {
		return err
	}
	count, most, positions := len(steps), 0, l.position.Int64s()
	for i := range steps {
		lane := &l.lanes[i]
		if lane.length >= l.shape.MaximumTokens {
			return fmt.Errorf("lane %d of %d tokens is full", i, l.shape.MaximumTokens)
		}
		place := int64(lane.length) + lane.delta
		positions[i], positions[count+i], positions[2*count+i] = place, place, place
		l.last.Int32s()[i] = int32(lane.length)
		lane.length++
		most = max(most, lane.length)
	}
	l.total.Int32s()[0] = int32(most)
	if err := b.step.Run(); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

// embed puts what each lane is fed into its row.
func (l *lanes) embed(b *batch, steps []decode.Step) error {
	tokens := 0
	for i, step := range steps {
		l.token.Int64s()[i] = step.Token
		if step.Feed != decode.FeedHidden {
			tokens++
		}
	}
	if tokens > 0 {
		if err := b.embed.Run(); err != nil {
			return fmt.Errorf("embed %d tokens: %w", len(steps), err)
		}
	}
	for i, step := range steps {
		if step.Feed == decode.FeedHidden {
			copy(l.embeddedOf(i), l.hiddenOf(i))
		}
	}
	return nil
}

// read runs part of a prompt through the entry: its tokens from the number that the entry holds to the given one. An image
// token's row is that of the views.
func (l *lanes) read(ctx context.Context, p *call, to int) (err error) {
	from := l.entry().length
	count := int64(to - from)
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	ids := list.add(onnx.Borrow(onnx.Int64, p.tokens[from:to], 1, count))
	embeddings := list.add(l.scratch.View(1, count, int64(l.shape.Hidden)))
	if list.failure != nil {
		return list.failure
	}
	if err := l.graphs.embedding.Run(ctx, []*onnx.Tensor{ids}, []*onnx.Tensor{embeddings}); err != nil {
		return fmt.Errorf("embed the prompt: %w", err)
	}
	if err := p.images.replace(embeddings, p.tokens, from, to); err != nil {
		return err
	}
	l.entry().delta = p.positions.Delta
	if err := l.extend(ctx, l.entry(), embeddings, p.positions.Between(from, to)); err != nil {
		return fmt.Errorf("prefill: %w", err)
	}
	return nil
}

// refeed takes back as many tokens of a lane as there are rows, and feeds the rows instead.
func (l *lanes) refeed(ctx context.Context, number int, rows [][]byte) (err error) {
	lane := &l.lanes[number]
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	embeddings := list.add(l.scratch.View(1, int64(len(rows)), int64(l.shape.Hidden)))
	if list.failure != nil {
		return list.failure
	}
	lane.length -= len(rows)
	var places [3][]int64
	for i, row := range rows {
		copy(embeddings.Bytes()[i*len(row):], row)
		for axis := range places {
			places[axis] = append(places[axis], int64(lane.length+i)+lane.delta)
		}
	}
	if err := l.extend(ctx, lane, embeddings, append(append(places[0], places[1]...), places[2]...)); err != nil {
		return err
	}
	l.take(number, len(rows))
	return nil
}

// extend feeds a lane with rows [1, S, hidden] that stand at positions [3, 1, S].
func (l *lanes) extend(ctx context.Context, to *lane, embeddings *onnx.Tensor, positions []int64) (err error) {
	count := embeddings.Shape()[1]
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	places := list.add(onnx.Borrow(onnx.Int64, positions, 3, 1, count))
	hidden := list.add(l.hiddens.View(1, count, int64(l.shape.Hidden)))
	if list.failure != nil {
		return list.failure
	}
	to.length += int(count)
	l.oneLast.Int32s()[0], l.oneTotal.Int32s()[0] = int32(to.length-1), int32(to.length)
	inputs := append([]*onnx.Tensor{embeddings, places, l.oneLast, l.oneTotal}, to.row...)
	return l.graphs.decoder.Run(ctx, inputs, append([]*onnx.Tensor{l.oneLogits, hidden}, to.row...))
}

func (b *batch) close() error {
	if b == nil {
		return nil
	}
	return errors.Join(b.embed.Close(), b.step.Close(), b.views.close())
}

func (l *lanes) close() error {
	var failures []error
	for _, b := range l.batches {
		failures = append(failures, b.close())
	}
	for _, lane := range l.lanes {
		for _, row := range lane.row {
			failures = append(failures, row.Close())
		}
	}
	for _, tensor := range append(l.cache, l.token, l.embedded, l.position, l.last, l.total, l.logits, l.hidden, l.scratch, l.hiddens,
		l.oneLast, l.oneTotal, l.oneLogits) {
		failures = append(failures, tensor.Close())
	}
	return errors.Join(failures...)
}

package reasoning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// lanes is the decoder's side of all replies at work. Each reply has a lane, a row of one cache of keys and values; the replies
// that speak have the first lanes, without a gap, and step together. A prompt is read in the entry, a lane with a cache of its own.
// The cache serves as past and as present, so a step writes one position of each lane and copies nothing. Caches, embeddings and hidden
// states are in the device's memory; the logits are where the tokens are chosen.
type lanes struct {
	graphs *graphs
	place  *onnx.Place
	shape  bundle.Decoder
	real   onnx.Element
	// most is how many lanes may speak, and the number of the entry.
	most int
	// cache [most, heads, tokens, width] and entryCache [1, heads, tokens, width] are keys and values, layer by layer.
	cache, entryCache []*onnx.Tensor
	// heads are both, the entry after the other lanes, as rows of one token's head each.
	heads   [][2]*onnx.Tensor
	lanes   []lane
	batches []*batch
	// The tensors of one step of all lanes: embedded is both what the embedding graph gives and what the decoder takes.
	token, embedded, position, last, logits, hidden, total *onnx.Tensor
	// table [vocabulary, 1, hidden] has the embedding of every token, or is nil: a row of it is copied sooner than a graph is run.
	table *onnx.Tensor
	// The tensors of one lane that reads several rows at once.
	scratch, hiddens, oneLast, oneTotal, oneLogits *onnx.Tensor
	// shown is where the host sees a row that is in the device's memory.
	shown *onnx.Tensor
	// picks is nil where the host chooses the tokens.
	picks *picks
	// ran is how long the graphs ran in all steps.
	ran time.Duration
}

// lane is one row of the cache: how many tokens it holds, and what is added to that for the position of the next.
type lane struct {
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

func newLanes(g *graphs, place *onnx.Place, shape bundle.Decoder, real onnx.Element, most int) (*lanes, error) {
	l := &lanes{graphs: g, place: place, shape: shape, real: real, most: most, lanes: make([]lane, most+1), batches: make([]*batch, most+1)}
	err := l.allocate()
	if err == nil && !l.embedded.OnDevice() {
		err = l.embedAll()
	}
	if err == nil && g.sampler != nil {
		l.picks, err = newPicks(l, g.sampler)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make %d lanes of %d tokens in the memory of %s: %w", most, shape.MaximumTokens, place.Device(), err), l.close())
	}
	return l, nil
}

func (l *lanes) allocate() error {
	count, most := int64(l.most), int64(l.shape.MaximumTokens)
	hidden, vocabulary := int64(l.shape.Hidden), int64(l.shape.Vocabulary)
	heads, width := int64(l.shape.KeyValueHeads), int64(l.shape.Head)
	var list tensors
	onDevice := func(into **onnx.Tensor, shape ...int64) { *into = list.add(l.place.New(l.real, shape...)) }
	onHost := func(into **onnx.Tensor, element onnx.Element, shape ...int64) {
		*into = list.add(onnx.New(element, shape...))
	}
	l.cache, l.entryCache = make([]*onnx.Tensor, 2*l.shape.Layers), make([]*onnx.Tensor, 2*l.shape.Layers)
	for i := range l.cache {
		onDevice(&l.cache[i], count, heads, most, width)
		onDevice(&l.entryCache[i], 1, heads, most, width)
	}
	onDevice(&l.embedded, count, 1, hidden)
	onDevice(&l.hidden, count, 1, hidden)
	onDevice(&l.scratch, most, 1, hidden)
	onDevice(&l.hiddens, most, 1, hidden)
	onHost(&l.token, onnx.Int64, count, 1)
	onHost(&l.position, onnx.Int64, 3, count, 1)
	onHost(&l.last, onnx.Int32, count)
	onHost(&l.total, onnx.Int32, 1)
	onHost(&l.oneLast, onnx.Int32, 1)
	onHost(&l.oneTotal, onnx.Int32, 1)
	logits := onnx.New
	if l.graphs.sampler != nil {
		logits = l.place.New
	}
	l.logits, l.oneLogits = list.add(logits(onnx.Float32, count, vocabulary)), list.add(logits(onnx.Float32, 1, vocabulary))
	onHost(&l.shown, l.real, 1, 1, hidden)
	for i := range l.cache {
		if list.failure != nil {
			return list.failure
		}
		speaking, entry := list.add(l.cache[i].View(count*heads*most, width)), list.add(l.entryCache[i].View(heads*most, width))
		l.heads = append(l.heads, [2]*onnx.Tensor{speaking, entry})
	}
	return list.failure
}

// largestTable is the size of the largest table of embeddings that is kept a second time, outside its graph.
const largestTable = 64 << 20

// embedAll fills the table, if it is not large.
func (l *lanes) embedAll() (err error) {
	vocabulary, hidden := int64(l.shape.Vocabulary), int64(l.shape.Hidden)
	if vocabulary*hidden*int64(l.real.Size()) > largestTable {
		return nil
	}
	if l.table, err = onnx.New(l.real, vocabulary, 1, hidden); err != nil {
		return err
	}
	every := make([]int64, vocabulary)
	for i := range every {
		every[i] = int64(i)
	}
	var list tensors
	defer func() { err = errors.Join(err, list.close()) }()
	tokens, rows := list.add(onnx.Borrow(onnx.Int64, every, 1, vocabulary)), list.add(l.table.View(1, vocabulary, hidden))
	if list.failure != nil {
		return list.failure
	}
	return l.graphs.embedding.Run(context.Background(), []*onnx.Tensor{tokens}, []*onnx.Tensor{rows})
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
	if err == nil && l.table == nil {
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
		if l.picks != nil {
			l.picks.recorded.Int64s()[i] = steps[i].Token
		}
		lane.length++
		most = max(most, lane.length)
	}
	l.total.Int32s()[0] = int32(most)
	if err := l.run(b.step); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

func (l *lanes) run(graph *onnx.Binding) error {
	began := time.Now()
	defer func() { l.ran += time.Since(began) }()
	return graph.Run()
}

// embed puts what each lane is fed into its row.
func (l *lanes) embed(b *batch, steps []decode.Step) error {
	if l.table == nil {
		if err := l.embedByGraph(b, steps); err != nil {
			return err
		}
	}
	for i, step := range steps {
		var err error
		switch {
		case step.Feed == decode.FeedHidden:
			err = l.embedded.CopyRows(i, l.hidden, i, 1)
		case l.table != nil:
			err = l.embedded.CopyRows(i, l.table, int(step.Token), 1)
		}
		if err != nil {
			return fmt.Errorf("feed lane %d: %w", i, err)
		}
	}
	return nil
}

// embedByGraph embeds all steps' tokens, if any is to be fed.
func (l *lanes) embedByGraph(b *batch, steps []decode.Step) error {
	tokens := 0
	for i, step := range steps {
		l.token.Int64s()[i] = step.Token
		if step.Feed != decode.FeedHidden {
			tokens++
		}
	}
	if tokens == 0 {
		return nil
	}
	if err := l.run(b.embed); err != nil {
		return fmt.Errorf("embed %d tokens: %w", len(steps), err)
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
	if err := p.images.replace(l.scratch, p.tokens, from, to); err != nil {
		return err
	}
	l.entry().delta = p.positions.Delta
	if err := l.extend(ctx, l.entry(), l.entryCache, embeddings, p.positions.Between(from, to)); err != nil {
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
	cache := make([]*onnx.Tensor, len(l.cache))
	for i := range cache {
		cache[i] = list.add(l.cache[i].Rows(number, 1))
	}
	if list.failure != nil {
		return list.failure
	}
	lane.length -= len(rows)
	var places [3][]int64
	for i, row := range rows {
		given := list.add(onnx.Borrow(l.real, row, 1, 1, int64(l.shape.Hidden)))
		if list.failure != nil {
			return list.failure
		}
		if err := l.scratch.CopyRows(i, given, 0, 1); err != nil {
			return err
		}
		for axis := range places {
			places[axis] = append(places[axis], int64(lane.length+i)+lane.delta)
		}
	}
	if err := l.extend(ctx, lane, cache, embeddings, append(append(places[0], places[1]...), places[2]...)); err != nil {
		return err
	}
	return l.take(number, len(rows))
}

// extend feeds a lane, whose keys and values are given, with rows [1, S, hidden] that stand at positions [3, 1, S].
func (l *lanes) extend(ctx context.Context, to *lane, cache []*onnx.Tensor, embeddings *onnx.Tensor, positions []int64) (err error) {
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
	inputs := append([]*onnx.Tensor{embeddings, places, l.oneLast, l.oneTotal}, cache...)
	return l.graphs.decoder.Run(ctx, inputs, append([]*onnx.Tensor{l.oneLogits, hidden}, cache...))
}

func (b *batch) close() error {
	if b == nil {
		return nil
	}
	return errors.Join(b.embed.Close(), b.step.Close(), b.views.close())
}

func (l *lanes) close() error {
	failures := []error{l.picks.close()}
	for _, b := range l.batches {
		failures = append(failures, b.close())
	}
	for _, both := range l.heads {
		failures = append(failures, both[0].Close(), both[1].Close())
	}
	for _, tensor := range slices.Concat(l.cache, l.entryCache, []*onnx.Tensor{l.token, l.embedded, l.position, l.last, l.logits, l.hidden, l.total,
		l.scratch, l.hiddens, l.oneLast, l.oneTotal, l.oneLogits, l.shown, l.table}) {
		failures = append(failures, tensor.Close())
	}
	return errors.Join(failures...)
}

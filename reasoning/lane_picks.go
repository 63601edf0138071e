package reasoning

import (
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// lettersWatched is of how many tokens the logits come to the host with each choice of the device.
const lettersWatched = 64

// picks has the device choose the next token of each speaking lane, by the graph sampler, so that no logits cross to the host but those
// of the options' letters.
type picks struct {
	lanes    *lanes
	sampler  *onnx.Session
	bindings []*onnx.Binding
	views    tensors
	// said and banned [lanes, vocabulary] stay on the device.
	said, banned *onnx.Tensor
	// What the host tells of each lane, and what it is told.
	recorded, penalty, temperature, topP, uniform, candidates, watched *onnx.Tensor
	token, finite, letters                                             *onnx.Tensor
	// drawn says of each lane whether its next token is left to the device.
	drawn []bool
	// bans are how many tokens are banned in each lane, mask is one lane's row of said or banned, and shown one lane's logits.
	bans        []int
	mask, shown *onnx.Tensor
}

// drawing is how the tokens of one reply are chosen.
type drawing struct {
	sampling decode.Sampling
	// said counts for the repetition penalty, banned cannot be said, and of watched the logits are wanted at each step.
	said, banned, watched []int64
}

func newPicks(l *lanes, sampler *onnx.Session) (*picks, error) {
	p := &picks{lanes: l, sampler: sampler, bindings: make([]*onnx.Binding, l.most+1), bans: make([]int, l.most), drawn: make([]bool, l.most)}
	if err := p.allocate(); err != nil {
		return nil, errors.Join(fmt.Errorf("have %s choose tokens: %w", l.place.Device(), err), p.close())
	}
	return p, nil
}

func (p *picks) allocate() error {
	count, vocabulary := int64(p.lanes.most), int64(p.lanes.shape.Vocabulary)
	var list tensors
	onHost := func(into **onnx.Tensor, element onnx.Element, shape ...int64) {
		*into = list.add(onnx.New(element, shape...))
	}
	p.said = list.add(p.lanes.place.New(onnx.Bool, count, vocabulary))
	p.banned = list.add(p.lanes.place.New(onnx.Bool, count, vocabulary))
	onHost(&p.recorded, onnx.Int64, count)
	onHost(&p.penalty, onnx.Float32, count)
	onHost(&p.temperature, onnx.Float64, count)
	onHost(&p.topP, onnx.Float64, count)
	onHost(&p.uniform, onnx.Float64, count)
	onHost(&p.candidates, onnx.Int64, 1)
	onHost(&p.watched, onnx.Int64, count, lettersWatched)
	onHost(&p.token, onnx.Int64, count)
	onHost(&p.finite, onnx.Bool, count)
	onHost(&p.letters, onnx.Float32, count, lettersWatched)
	onHost(&p.mask, onnx.Bool, 1, vocabulary)
	onHost(&p.shown, onnx.Float32, 1, vocabulary)
	return list.failure
}

// begin tells how the tokens of the reply are chosen that has a lane from now on, and what its prompt ended with.
func (p *picks) begin(number int, d drawing, last int64) error {
	p.recorded.Int64s()[number] = last
	p.penalty.Float32s()[number] = float32(d.sampling.RepetitionPenalty)
	p.temperature.Float64s()[number], p.topP.Float64s()[number] = d.sampling.Temperature, d.sampling.TopP
	row := p.watched.Int64s()[number*lettersWatched : (number+1)*lettersWatched]
	clear(row[copy(row, d.watched):])
	return errors.Join(p.fill(p.said, number, d.said), p.ban(number, d.banned))
}

// ban takes more tokens out of what a lane may say.
func (p *picks) ban(number int, banned []int64) error {
	p.bans[number] = len(banned)
	return p.fill(p.banned, number, banned)
}

// fill marks some tokens in a lane's row.
func (p *picks) fill(of *onnx.Tensor, number int, tokens []int64) error {
	clear(p.mask.Bytes())
	for _, token := range tokens {
		p.mask.Bools()[token] = true
	}
	return of.CopyRows(number, p.mask, 0, 1)
}

// move gives a lane what another has.
func (p *picks) move(to, from int) error {
	for _, values := range []*onnx.Tensor{p.recorded, p.penalty, p.temperature, p.topP, p.watched, p.token, p.finite, p.letters, p.said, p.banned} {
		if err := values.CopyRows(to, values, from, 1); err != nil {
			return err
		}
	}
	p.bans[to], p.drawn[to] = p.bans[from], p.drawn[from]
	return nil
}

// pick has the device choose for the first lanes; uniform has what each takes for a choice by chance.
func (p *picks) pick(count int) error {
	p.candidates.Int64s()[0] = 1
	for _, temperature := range p.temperature.Float64s()[:count] {
		if temperature > 0 {
			p.candidates.Int64s()[0] = int64(p.lanes.shape.Vocabulary)
		}
	}
	if p.bindings[count] == nil {
		bound, err := p.tie(int64(count))
		if err != nil {
			return fmt.Errorf("tie the choice of %d tokens: %w", count, err)
		}
		p.bindings[count] = bound
	}
	if err := p.lanes.run(p.bindings[count]); err != nil {
		return fmt.Errorf("choose %d tokens: %w", count, err)
	}
	return nil
}

func (p *picks) tie(n int64) (*onnx.Binding, error) {
	vocabulary := int64(p.lanes.shape.Vocabulary)
	wide := func(t *onnx.Tensor) *onnx.Tensor { return p.views.add(t.View(n, vocabulary)) }
	rows := func(t *onnx.Tensor) *onnx.Tensor { return p.views.add(t.View(n)) }
	said := wide(p.said)
	inputs := []*onnx.Tensor{wide(p.lanes.logits), said, rows(p.recorded), wide(p.banned), rows(p.penalty), rows(p.temperature), rows(p.topP),
		rows(p.uniform), p.candidates, p.views.add(p.watched.View(n, lettersWatched))}
	outputs := []*onnx.Tensor{rows(p.token), rows(p.finite), p.views.add(p.letters.View(n, lettersWatched)), said}
	if p.views.failure != nil {
		return nil, p.views.failure
	}
	return p.sampler.Bind(inputs, outputs)
}

// picked is what the device chose for a lane, and the logits that are watched; it means nothing where not all logits were finite.
func (p *picks) picked(number int) (token int64, letters []float32, finite bool) {
	return p.token.Int64s()[number], p.letters.Float32s()[number*lettersWatched : (number+1)*lettersWatched], p.finite.Bools()[number]
}

// logitsOf brings a lane's logits to the host, until the next call.
func (p *picks) logitsOf(number int) ([]float32, error) {
	if err := p.shown.CopyRows(0, p.lanes.logits, number, 1); err != nil {
		return nil, fmt.Errorf("show the logits of lane %d: %w", number, err)
	}
	return p.shown.Float32s(), nil
}

func (p *picks) close() error {
	if p == nil {
		return nil
	}
	var failures []error
	for _, bound := range p.bindings {
		failures = append(failures, bound.Close())
	}
	failures = append(failures, p.views.close())
	for _, tensor := range []*onnx.Tensor{p.said, p.banned, p.recorded, p.penalty, p.temperature, p.topP, p.uniform, p.candidates, p.watched,
		p.token, p.finite, p.letters, p.mask, p.shown} {
		failures = append(failures, tensor.Close())
	}
	return errors.Join(failures...)
}

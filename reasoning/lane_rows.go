package reasoning

import "github.com/thinker3d/thinker3d/reasoning/onnx"

// logitsOf are a speaking lane's logits of its last step, valid until the next one.
func (l *lanes) logitsOf(number int) []float32 {
	return l.logits.Float32s()[number*l.shape.Vocabulary : (number+1)*l.shape.Vocabulary]
}

// hiddenOf is the hidden state of a speaking lane's last step.
func (l *lanes) hiddenOf(number int) []byte { return l.stateOf(l.hidden, number) }

// embeddedOf is what a speaking lane was fed last.
func (l *lanes) embeddedOf(number int) []byte { return l.stateOf(l.embedded, number) }

func (l *lanes) stateOf(states *onnx.Tensor, number int) []byte {
	size := l.shape.Hidden * l.real.Size()
	return states.Bytes()[number*size : (number+1)*size]
}

// enter gives the prompt that the entry has read a lane to speak in; count is how many of its tokens were read last.
func (l *lanes) enter(number, count int) {
	l.copyLane(number, l.most)
	l.take(number, count)
	l.entry().clear()
}

// take gives a lane the logits and the hidden state that the last of the rows gave which were read alone.
func (l *lanes) take(number, count int) {
	copy(l.logitsOf(number), l.oneLogits.Float32s())
	copy(l.hiddenOf(number), l.stateOf(l.hiddens, count-1))
}

// leave gives a lane to the reply that has the last one, so that no gap is left among those that speak.
func (l *lanes) leave(number, last int) {
	if number != last {
		l.copyLane(number, last)
		copy(l.logitsOf(number), l.logitsOf(last))
		copy(l.hiddenOf(number), l.hiddenOf(last))
	}
	l.lanes[last].clear()
}

// copyLane copies all that a lane holds.
func (l *lanes) copyLane(to, from int) {
	target, source := &l.lanes[to], &l.lanes[from]
	target.clear()
	target.length, target.delta = source.length, source.delta
	l.eachHead(source.length, func(layer, start, size, _ int) {
		copy(target.row[layer].Bytes()[start:start+size], source.row[layer].Bytes()[start:])
	})
}

// save copies the keys and values of the entry's first tokens into memory of the caller's, tokenBytes for each.
func (l *lanes) save(into []byte, tokens int) {
	l.eachHead(tokens, func(layer, start, size, packed int) {
		copy(into[packed:packed+size], l.entry().row[layer].Bytes()[start:])
	})
}

// load has the entry hold the first tokens of what save gave for some number of them.
func (l *lanes) load(saved []byte, of, tokens int) {
	each := of * l.headBytes()
	l.eachHead(tokens, func(layer, start, size, packed int) {
		at := packed / size * each
		copy(l.entry().row[layer].Bytes()[start:start+size], saved[at:])
	})
	l.entry().length = tokens
}

// eachHead calls for each layer and head where the first tokens begin in a lane's row, how many bytes they take, and where they
// begin if all are packed.
func (l *lanes) eachHead(tokens int, do func(layer, start, size, packed int)) {
	size, packed := tokens*l.headBytes(), 0
	if size == 0 {
		return
	}
	for layer := range l.cache {
		for head := range l.shape.KeyValueHeads {
			do(layer, head*l.shape.MaximumTokens*l.headBytes(), size, packed)
			packed += size
		}
	}
}

// touched is how many bytes of the cache hold or held tokens since they were given back.
func (l *lanes) touched() int {
	tokens := 0
	for i := range l.lanes {
		tokens += max(l.lanes[i].most, l.lanes[i].length)
	}
	return tokens * l.tokenBytes()
}

// giveBack gives the memory of lanes without tokens back to the system.
func (l *lanes) giveBack() {
	for i := range l.lanes {
		lane := &l.lanes[i]
		if lane.length > 0 || lane.most == 0 {
			continue
		}
		for _, row := range lane.row {
			row.Discard()
		}
		lane.most = 0
	}
}

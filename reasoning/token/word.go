package token

import "container/heap"

// shortWord is up to how many bytes a word is merged by plain search, which allocates nothing.
const shortWord = 48

// word is the room in which words are merged one after another; it is reused within one Encode.
type word struct {
	symbols []symbol
	queue   mergeQueue
}

// symbol is one token of a word in a list linked both ways; -1 ends it. A dead symbol has been merged into its left one.
type symbol struct {
	id             int32
	previous, next int32
	dead           bool
}

// append adds the tokens of one word to ids.
func (w *word) append(ids []int64, m *merger, text string) []int64 {
	if id, ok := m.words[text]; ok {
		return append(ids, int64(id))
	}
	if len(text) <= shortWord {
		return w.appendShort(ids, m, text)
	}
	return w.appendLong(ids, m, text)
}

// appendShort looks through all pairs for the lowest rank, again and again.
func (w *word) appendShort(ids []int64, m *merger, text string) []int64 {
	var buffer [shortWord]int32
	var ranks [shortWord]merge
	n := len(text)
	for i := range n {
		buffer[i] = m.letters[text[i]]
	}
	const none = int32(1<<31 - 1)
	look := func(i int) merge {
		if i+1 < n {
			if found, ok := m.merges[pairKey(buffer[i], buffer[i+1])]; ok {
				return found
			}
		}
		return merge{rank: none}
	}
	for i := range n {
		ranks[i] = look(i)
	}
	for {
		best := 0
		for i := 1; i < n; i++ {
			if ranks[i].rank < ranks[best].rank {
				best = i
			}
		}
		if n == 0 || ranks[best].rank == none {
			break
		}
		buffer[best] = ranks[best].id
		copy(buffer[best+1:n-1], buffer[best+2:n])
		copy(ranks[best+1:n-1], ranks[best+2:n])
		n--
		ranks[best] = look(best)
		if best > 0 {
			ranks[best-1] = look(best - 1)
		}
	}
	for _, id := range buffer[:n] {
		ids = append(ids, int64(id))
	}
	return ids
}

// appendLong keeps the pairs in a heap: n log n in the length of the word.
func (w *word) appendLong(ids []int64, m *merger, text string) []int64 {
	w.symbols, w.queue = w.symbols[:0], w.queue[:0]
	for i := range len(text) {
		w.symbols = append(w.symbols, symbol{id: m.letters[text[i]], previous: int32(i) - 1, next: int32(i) + 1})
	}
	w.symbols[len(text)-1].next = -1
	for i := range len(text) {
		if found, ok := w.look(m, int32(i)); ok {
			w.queue = append(w.queue, found)
		}
	}
	heap.Init(&w.queue)
	for len(w.queue) > 0 {
		w.apply(m, heap.Pop(&w.queue).(queuedMerge))
	}
	for i := int32(0); i >= 0; i = w.symbols[i].next {
		ids = append(ids, int64(w.symbols[i].id))
	}
	return ids
}

// look finds the merge of the symbol at i with the one after it.
func (w *word) look(m *merger, i int32) (queuedMerge, bool) {
	if i < 0 || w.symbols[i].next < 0 {
		return queuedMerge{}, false
	}
	pair := pairKey(w.symbols[i].id, w.symbols[w.symbols[i].next].id)
	found, ok := m.merges[pair]
	return queuedMerge{merge: found, at: i, pair: pair}, ok
}

// apply does one merge, unless one of its two symbols has changed since it was queued.
func (w *word) apply(m *merger, queued queuedMerge) {
	left := &w.symbols[queued.at]
	if left.dead || left.next < 0 || pairKey(left.id, w.symbols[left.next].id) != queued.pair {
		return
	}
	right := &w.symbols[left.next]
	right.dead = true
	left.id, left.next = queued.id, right.next
	if left.next >= 0 {
		w.symbols[left.next].previous = queued.at
	}
	for _, i := range []int32{left.previous, queued.at} {
		if found, ok := w.look(m, i); ok {
			heap.Push(&w.queue, found)
		}
	}
}

package token

import (
	"fmt"
)

// maximumMerges is the most merges a tokenizer may have; Qwen2.5 has 151 thousand.
const maximumMerges = 1 << 21

// merger is the BPE model: which two neighbouring tokens become one, and in what order.
type merger struct {
	// merges is keyed by the left id in the high and the right id in the low half.
	merges map[uint64]merge
	// letters are the ids of the single bytes.
	letters [256]int32
	// words are the tokens that a whole word becomes without merging (ignore_merges); nil: none.
	words map[string]int32
}

// merge is the order of a merge, low first, and the token that it makes.
type merge struct{ rank, id int32 }

func pairKey(left, right int32) uint64 { return uint64(uint32(left))<<32 | uint64(uint32(right)) }

func newMerger(model modelSection, t *Tokenizer) (*merger, error) {
	if len(model.Merges) > maximumMerges {
		return nil, fmt.Errorf("merges: %d, more than %d", len(model.Merges), maximumMerges)
	}
	m := &merger{merges: make(map[uint64]merge, len(model.Merges))}
	for b, character := range newAlphabet().character {
		id, ok := model.Vocabulary[string(character)]
		if !ok {
			return nil, fmt.Errorf("vocabulary: byte 0x%02x (%q) has no token", b, character)
		}
		if t.entries[id].special {
			return nil, fmt.Errorf("vocabulary: byte 0x%02x (%q) is a special token, so text could not be told from control", b, character)
		}
		m.letters[b] = id
	}
	for rank, pair := range model.Merges {
		left, okLeft := model.Vocabulary[pair.left]
		right, okRight := model.Vocabulary[pair.right]
		made, okMade := model.Vocabulary[pair.left+pair.right]
		if !okLeft || !okRight || !okMade {
			return nil, fmt.Errorf("merge %d (%q, %q): a part or the whole is not in the vocabulary", rank, pair.left, pair.right)
		}
		if t.entries[made].special {
			return nil, fmt.Errorf("merge %d makes the special token %q, so text could not be told from control", rank, pair.left+pair.right)
		}
		m.merges[pairKey(left, right)] = merge{rank: int32(rank), id: made}
	}
	if model.IgnoreMerges {
		m.keepWords(t)
	}
	return m, nil
}

// keepWords enters every token that stands for bytes, but for special ones, which no text may become.
func (m *merger) keepWords(t *Tokenizer) {
	m.words = make(map[string]int32, len(t.entries))
	letters := newAlphabet()
	for id, held := range t.entries {
		if !held.special && letters.spells(held.content) {
			m.words[held.bytes] = int32(id)
		}
	}
}

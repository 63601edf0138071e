package token

import "fmt"

const (
	// maximumTokens is the most ids a tokenizer may have; the largest known vocabularies have 262 thousand.
	maximumTokens = 1 << 21
	// maximumAdded is the most added tokens, maximumContent the most bytes one of them may have.
	maximumAdded   = 1 << 14
	maximumContent = 256
)

// newVocabulary makes a tokenizer with its ids and added tokens, and no merges yet.
func newVocabulary(f *file) (*Tokenizer, error) {
	size := len(f.Model.Vocabulary)
	if size > maximumTokens || len(f.AddedTokens) > maximumAdded {
		return nil, fmt.Errorf("vocabulary: %d tokens and %d added ones, more than %d or %d", size, len(f.AddedTokens), maximumTokens, maximumAdded)
	}
	t := &Tokenizer{entries: make([]entry, size, size+len(f.AddedTokens)), ids: make(map[string]int32, size+len(f.AddedTokens))}
	letters := newAlphabet()
	for content, id := range f.Model.Vocabulary {
		if content == "" || id < 0 || int(id) >= size {
			return nil, fmt.Errorf("vocabulary: token %q has the id %d; the ids of %d tokens are 0…%d, of text that is not empty", content, id, size, size-1)
		}
		if t.entries[id].content != "" {
			return nil, fmt.Errorf("vocabulary: tokens %q and %q have the same id %d", t.entries[id].content, content, id)
		}
		t.entries[id] = entry{content: content, bytes: letters.decode(content)}
		t.ids[content] = id
	}
	for i := range f.AddedTokens {
		if err := t.add(&f.AddedTokens[i], letters); err != nil {
			return nil, fmt.Errorf("added token %q: %w", f.AddedTokens[i].Content, err)
		}
	}
	var err error
	t.added, err = newAddedTokens(f.AddedTokens)
	return t, err
}

// add enters one added token. The reference library gives it the id that its text has in the vocabulary, or the next
// free one, whatever the file says; a file that says otherwise is refused.
func (t *Tokenizer) add(token *addedToken, letters *alphabet) error {
	if token.Content == "" || len(token.Content) > maximumContent {
		return fmt.Errorf("has %d bytes, not 1 to %d", len(token.Content), maximumContent)
	}
	id, ok := t.ids[token.Content]
	if !ok {
		id = int32(len(t.entries))
		t.entries = append(t.entries, entry{content: token.Content, bytes: letters.decode(token.Content)})
		t.ids[token.Content] = id
	}
	switch held := &t.entries[id]; {
	case held.added:
		return fmt.Errorf("is listed twice")
	case id != token.ID:
		return fmt.Errorf("has the id %d where %d belongs", token.ID, id)
	default:
		held.added, held.special = true, token.Special
	}
	return nil
}

// Package token turns text into token ids and back, exactly as Hugging Face tokenizers does for the Qwen2 family.
package token

import (
	"fmt"
	"io"
	"os"
)

// maximumFile is the most bytes a tokenizer.json may have; Qwen2.5's has 7 million.
const maximumFile = 128 << 20

// Tokenizer is one tokenizer.json. It is read only and safe for use by several goroutines.
type Tokenizer struct {
	entries []entry
	ids     map[string]int32
	merger  *merger
	added   *addedTokens
}

// Open reads a tokenizer.json from disk.
func Open(path string) (*Tokenizer, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open tokenizer: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maximumFile+1))
	if err != nil {
		return nil, fmt.Errorf("read tokenizer %s: %w", path, err)
	}
	tokenizer, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("tokenizer %s: %w", path, err)
	}
	return tokenizer, nil
}

// Read makes a tokenizer of the text of a tokenizer.json. What it cannot reproduce exactly it refuses by name.
func Read(data []byte) (*Tokenizer, error) {
	if len(data) > maximumFile {
		return nil, fmt.Errorf("more than %d bytes", maximumFile)
	}
	file, err := parseFile(data)
	if err != nil {
		return nil, err
	}
	if err := file.checkPipeline(); err != nil {
		return nil, err
	}
	tokenizer, err := newVocabulary(file)
	if err != nil {
		return nil, err
	}
	if tokenizer.merger, err = newMerger(file.Model, tokenizer); err != nil {
		return nil, err
	}
	return tokenizer, nil
}

// Size is the number of rows that an embedding needs: the highest id plus one.
func (t *Tokenizer) Size() int { return len(t.entries) }

// ID looks a token up by its name, as tokenizer.json writes it.
func (t *Tokenizer) ID(name string) (int64, bool) {
	id, ok := t.ids[name]
	return int64(id), ok
}

// Text is what one token decodes to by itself: bytes that need not be whole UTF-8, and "" for an unknown id.
func (t *Tokenizer) Text(id int64) string {
	if id < 0 || id >= int64(len(t.entries)) {
		return ""
	}
	return t.entries[id].bytes
}

// IsSpecial reports whether id is a control token, which decoding leaves out.
func (t *Tokenizer) IsSpecial(id int64) bool {
	return id >= 0 && id < int64(len(t.entries)) && t.entries[id].special
}

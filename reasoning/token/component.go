package token

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// component is a normalizer, pre-tokenizer, post-processor or decoder; its settings wait until its type is known.
type component struct {
	kind     string
	settings json.RawMessage
}

// UnmarshalJSON reads the type and keeps the rest.
func (c *component) UnmarshalJSON(data []byte) error {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("component: %w", err)
	}
	c.kind, c.settings = head.Type, bytes.Clone(data)
	return nil
}

// name is for errors; c may be nil.
func (c *component) name() string {
	if c == nil {
		return "null"
	}
	return fmt.Sprintf("%q", c.kind)
}

func (c *component) is(kind string) bool { return c != nil && c.kind == kind }

// read fills settings, and refuses a key that they do not have.
func (c *component) read(settings any) error {
	decoder := json.NewDecoder(bytes.NewReader(c.settings))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(settings); err != nil {
		return fmt.Errorf("%s: %w", c.kind, err)
	}
	return nil
}

// plainSettings are those of a component that has none.
type plainSettings struct {
	Type string `json:"type"`
}

// sequenceSettings are those of a Sequence of pre-tokenizers.
type sequenceSettings struct {
	plainSettings
	PreTokenizers []component `json:"pretokenizers"`
}

// splitSettings are those of Split.
type splitSettings struct {
	plainSettings
	Pattern struct {
		Regex  *string `json:"Regex"`
		String *string `json:"String"`
	} `json:"pattern"`
	Behavior string `json:"behavior"`
	Invert   bool   `json:"invert"`
}

// byteLevelSettings are those of ByteLevel; where a key is absent the format's default is true.
type byteLevelSettings struct {
	plainSettings
	AddPrefixSpace *bool `json:"add_prefix_space"`
	TrimOffsets    *bool `json:"trim_offsets"`
	UseRegex       *bool `json:"use_regex"`
}

// templateSettings are those of TemplateProcessing; only single is about one text.
type templateSettings struct {
	plainSettings
	Single        []templatePiece `json:"single"`
	Pair          json.RawMessage `json:"pair"`
	SpecialTokens json.RawMessage `json:"special_tokens"`
}

// templatePiece is the text, or a token that a template puts beside it.
type templatePiece struct {
	Sequence *struct {
		ID     string `json:"id"`
		TypeID int    `json:"type_id"`
	} `json:"Sequence"`
	SpecialToken json.RawMessage `json:"SpecialToken"`
}

package token

import "fmt"

// checkPipeline refuses every component, or setting of one, that the package would not reproduce exactly.
func (f *file) checkPipeline() error {
	for _, part := range []struct {
		name string
		set  bool
	}{{"truncation", isSet(f.Truncation)}, {"padding", isSet(f.Padding)}} {
		if part.set {
			return fmt.Errorf("%s is set: only null is understood", part.name)
		}
	}
	if f.Normalizer == nil || f.Normalizer.Type != "NFC" {
		return fmt.Errorf("normalizer %s is not understood, only NFC", f.Normalizer.name())
	}
	if err := f.PreTokenizer.checkPreTokenizer(); err != nil {
		return fmt.Errorf("pre_tokenizer: %w", err)
	}
	if f.PostProcessor != nil && f.PostProcessor.Type != "ByteLevel" {
		return fmt.Errorf("post_processor %s is not understood, only ByteLevel or null", f.PostProcessor.name())
	}
	if f.Decoder == nil || f.Decoder.Type != "ByteLevel" {
		return fmt.Errorf("decoder %s is not understood, only ByteLevel", f.Decoder.name())
	}
	return f.Model.check()
}

func isSet(raw []byte) bool { return len(raw) != 0 && string(raw) != "null" }

func (c *component) name() string {
	if c == nil {
		return "null"
	}
	return fmt.Sprintf("%q", c.Type)
}

func (c *component) checkPreTokenizer() error {
	if c == nil || c.Type != "Sequence" || len(c.PreTokenizers) != 2 {
		return fmt.Errorf("%s is not understood, only a Sequence of Split and ByteLevel", c.name())
	}
	split, level := &c.PreTokenizers[0], &c.PreTokenizers[1]
	if split.Type != "Split" || level.Type != "ByteLevel" {
		return fmt.Errorf("a Sequence of %s and %s is not understood, only of Split and ByteLevel", split.name(), level.name())
	}
	if split.Pattern.Regex == nil || split.Pattern.String != nil {
		return fmt.Errorf("split: the pattern is not a regular expression")
	}
	if *split.Pattern.Regex != qwen2Pattern {
		return fmt.Errorf("split: pattern %q is not understood, only that of Qwen2", *split.Pattern.Regex)
	}
	if split.Behavior != "Isolated" || split.Invert {
		return fmt.Errorf("split: behavior %q with invert %t is not understood, only Isolated and false", split.Behavior, split.Invert)
	}
	// The format's default for an absent key is true, and neither of these is understood when true.
	if level.AddPrefixSpace == nil || *level.AddPrefixSpace {
		return fmt.Errorf("ByteLevel: add_prefix_space must be false")
	}
	if level.UseRegex == nil || *level.UseRegex {
		return fmt.Errorf("ByteLevel: use_regex must be false")
	}
	return nil
}

func (m *modelSection) check() error {
	switch {
	case m.Type != "BPE":
		return fmt.Errorf("model %q is not understood, only BPE", m.Type)
	case m.Dropout != nil && *m.Dropout != 0:
		return fmt.Errorf("model: dropout %g is not understood, only null", *m.Dropout)
	case m.UnknownToken != nil:
		return fmt.Errorf("model: unk_token %q is not understood, only null", *m.UnknownToken)
	case m.ContinuingSubwordPrefix != nil && *m.ContinuingSubwordPrefix != "":
		return fmt.Errorf("model: continuing_subword_prefix %q is not understood, only empty", *m.ContinuingSubwordPrefix)
	case m.EndOfWordSuffix != nil && *m.EndOfWordSuffix != "":
		return fmt.Errorf("model: end_of_word_suffix %q is not understood, only empty", *m.EndOfWordSuffix)
	case m.ByteFallback:
		return fmt.Errorf("model: byte_fallback is not understood, only false")
	}
	return nil
}

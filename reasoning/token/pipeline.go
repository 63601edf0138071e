package token

import "fmt"

// checkPipeline refuses every component, or setting of one, that the package would not reproduce exactly.
func (f *file) checkPipeline() error {
	for name, setting := range map[string]string{"truncation": string(f.Truncation), "padding": string(f.Padding)} {
		if setting != "" && setting != "null" {
			return fmt.Errorf("%s is set: only null is understood", name)
		}
	}
	if !f.Normalizer.is("NFC") {
		return fmt.Errorf("normalizer %s is not understood, only NFC", f.Normalizer.name())
	}
	if err := f.Normalizer.read(&plainSettings{}); err != nil {
		return fmt.Errorf("normalizer: %w", err)
	}
	if err := f.PreTokenizer.checkPreTokenizer(); err != nil {
		return fmt.Errorf("pre_tokenizer: %w", err)
	}
	if err := f.PostProcessor.checkPostProcessor(); err != nil {
		return fmt.Errorf("post_processor: %w", err)
	}
	if !f.Decoder.is("ByteLevel") {
		return fmt.Errorf("decoder %s is not understood, only ByteLevel", f.Decoder.name())
	}
	if err := f.Decoder.read(&byteLevelSettings{}); err != nil {
		return fmt.Errorf("decoder: %w", err)
	}
	return f.Model.check()
}

func (c *component) checkPreTokenizer() error {
	if !c.is("Sequence") {
		return fmt.Errorf("%s is not understood, only a Sequence of Split and ByteLevel", c.name())
	}
	var sequence sequenceSettings
	if err := c.read(&sequence); err != nil {
		return err
	}
	if len(sequence.PreTokenizers) != 2 {
		return fmt.Errorf("a Sequence of %d is not understood, only of Split and ByteLevel", len(sequence.PreTokenizers))
	}
	split, level := &sequence.PreTokenizers[0], &sequence.PreTokenizers[1]
	if !split.is("Split") || !level.is("ByteLevel") {
		return fmt.Errorf("a Sequence of %s and %s is not understood, only of Split and ByteLevel", split.name(), level.name())
	}
	if err := split.checkSplit(); err != nil {
		return err
	}
	return level.checkByteLevel()
}

func (c *component) checkSplit() error {
	var split splitSettings
	if err := c.read(&split); err != nil {
		return err
	}
	switch {
	case split.Pattern.Regex == nil || split.Pattern.String != nil:
		return fmt.Errorf("Split: the pattern is not a regular expression")
	case *split.Pattern.Regex != qwen2Pattern:
		return fmt.Errorf("Split: pattern %q is not understood, only that of Qwen2", *split.Pattern.Regex)
	case split.Behavior != "Isolated" || split.Invert:
		return fmt.Errorf("Split: behavior %q with invert %t is not understood, only Isolated and false", split.Behavior, split.Invert)
	}
	return nil
}

func (c *component) checkByteLevel() error {
	var level byteLevelSettings
	if err := c.read(&level); err != nil {
		return err
	}
	if level.AddPrefixSpace == nil || *level.AddPrefixSpace {
		return fmt.Errorf("ByteLevel: add_prefix_space must be false")
	}
	if level.UseRegex == nil || *level.UseRegex {
		return fmt.Errorf("ByteLevel: use_regex must be false")
	}
	return nil
}

// checkPostProcessor takes what leaves the ids alone: nothing, ByteLevel, and a template of the text and no more.
func (c *component) checkPostProcessor() error {
	switch {
	case c == nil:
		return nil
	case c.is("ByteLevel"):
		return c.read(&byteLevelSettings{})
	case !c.is("TemplateProcessing"):
		return fmt.Errorf("%s is not understood, only null, ByteLevel and a TemplateProcessing that adds nothing", c.name())
	}
	var template templateSettings
	if err := c.read(&template); err != nil {
		return err
	}
	if len(template.Single) != 1 || template.Single[0].Sequence == nil || template.Single[0].Sequence.ID != "A" {
		return fmt.Errorf("TemplateProcessing: adds tokens to the text, which is not understood")
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

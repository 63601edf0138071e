package main

import (
	"github.com/spf13/pflag"

	"github.com/thinker3d/thinker3d/config"
)

// modeFlags is what the command line says of how much of a reply is wanted.
type modeFlags struct {
	wanted   modeValue
	thinking int
}

func (f *modeFlags) addTo(flags *pflag.FlagSet) {
	f.wanted = modeValue{config.ModeFull}
	flags.Var(&f.wanted, "mode", "what of a reply is wanted: full, answer_only, choices (one of the question's options) or scene_only")
	flags.IntVar(&f.thinking, "maximum-thinking", 0, "end the thinking after so many `TOKENS`; 0 sets no limit, -1 leaves none")
}

// mode is "" for the full reply, as it is without the flag.
func (f *modeFlags) mode() config.Mode {
	if f.wanted.Mode == config.ModeFull {
		return ""
	}
	return f.wanted.Mode
}

// modeValue reads a mode from the command line.
type modeValue struct{ config.Mode }

// String is the mode's name.
func (v *modeValue) String() string { return string(v.Mode) }

// Set takes the mode's name.
func (v *modeValue) Set(text string) error { return v.UnmarshalText([]byte(text)) }

// Type names the flag's value.
func (v *modeValue) Type() string { return "MODE" }

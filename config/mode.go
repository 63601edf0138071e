package config

// Mode is what of a reply is wanted.
type Mode string

// The values of Mode.
const (
	// ModeFull is latents, reasoning and answer, as the model gives them.
	ModeFull Mode = "full"
	// ModeAnswerOnly leaves the reasoning out.
	ModeAnswerOnly Mode = "answer_only"
	// ModeChoices answers with one of the question's options and nothing else.
	ModeChoices Mode = "choices"
	// ModeSceneOnly ends with the latents that the scene is made of.
	ModeSceneOnly Mode = "scene_only"
)

// UnmarshalText checks the name.
func (m *Mode) UnmarshalText(text []byte) error {
	return OneOf(m, text, ModeFull, ModeAnswerOnly, ModeChoices, ModeSceneOnly)
}

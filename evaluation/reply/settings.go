package reply

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// digestLength is how many hexadecimal digits of a digest are kept.
const digestLength = 16

// Settings is all that a reply hangs on beside the question.
type Settings struct {
	Model string `json:"model"`
	// Bundle is a digest of the bundle's description, which has those of its files: a model may be trained anew under one name.
	Bundle string `json:"bundle"`
	// Temperature and TopP win over the bundle's own if they are given.
	Temperature      *float64           `json:"temperature,omitempty"`
	TopP             *float64           `json:"top_p,omitempty"`
	MaximumNewTokens *int               `json:"maximum_new_tokens,omitempty"`
	Seed             int64              `json:"seed"`
	Votes            int                `json:"votes"`
	Ablation         reasoning.Ablation `json:"ablation"`
	// Mode and MaximumThinking are those of the requests; "" is the full reply, 0 no limit.
	Mode            config.Mode `json:"mode,omitempty"`
	MaximumThinking int         `json:"maximum_thinking,omitempty"`
}

// Equal compares by value.
func (s Settings) Equal(other Settings) bool { return s.String() == other.String() }

// String is the settings as JSON.
func (s Settings) String() string {
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// NameModel notes which model it is.
func (s *Settings) NameModel(model *bundle.Bundle) error {
	description, err := json.Marshal(model.Description)
	if err != nil {
		return fmt.Errorf("digest of bundle %s: %w", model.ID(), err)
	}
	sum := sha256.Sum256(description)
	s.Model, s.Bundle = model.ID(), hex.EncodeToString(sum[:])[:digestLength]
	return nil
}

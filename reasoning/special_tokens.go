package reasoning

import (
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// specialTokens are the numbers of the tokens that the bundle names.
type specialTokens struct {
	latentPad, latentStart, latentEnd, imagePad int64
	stop                                        []int64
}

// wantedToken is a token that the bundle names under a key.
type wantedToken struct {
	key, name string
	into      *int64
}

func findSpecial(tokenizer *token.Tokenizer, description *bundle.Description) (specialTokens, error) {
	var found specialTokens
	if size := tokenizer.Size(); size > description.Decoder.Vocabulary {
		return found, fmt.Errorf("tokenizer.json has %d tokens and decoder.vocabulary is %d", size, description.Decoder.Vocabulary)
	}
	names := description.Tokens
	wanted := []wantedToken{
		{"latent_pad", names.LatentPad, &found.latentPad}, {"latent_start", names.LatentStart, &found.latentStart},
		{"latent_end", names.LatentEnd, &found.latentEnd}, {"image_pad", names.ImagePad, &found.imagePad},
	}
	found.stop = make([]int64, len(names.Stop))
	for i, name := range names.Stop {
		wanted = append(wanted, wantedToken{fmt.Sprintf("stop[%d]", i), name, &found.stop[i]})
	}
	for _, want := range wanted {
		id, ok := tokenizer.ID(want.name)
		if !ok {
			return found, fmt.Errorf("tokens.%s: tokenizer.json has no token %q", want.key, want.name)
		}
		if !tokenizer.IsSpecial(id) {
			return found, fmt.Errorf("tokens.%s: %q is no special token in tokenizer.json, so a question could say it; have the tokenizer mark it as special", want.key, want.name)
		}
		*want.into = id
	}
	return found, nil
}

package prompt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thinker3d/thinker3d/reasoning/token"
)

// Request is one question about some views.
type Request struct {
	// Labels has one label for each view, in order; "" where a view has none.
	Labels []string
	// ImageTokens is how many times ImagePad, the text of the token for a piece of an image, stands for each view.
	ImageTokens int
	ImagePad    string
	Question    string
}

func (r *Request) check() error {
	switch {
	case len(r.Labels) == 0 || r.ImageTokens < 1:
		return fmt.Errorf("question about %d views of %d image tokens: both must be at least 1", len(r.Labels), r.ImageTokens)
	case r.ImagePad == "":
		return fmt.Errorf("no text for image tokens")
	case r.ImageTokens > token.MaximumText/len(r.ImagePad)/len(r.Labels):
		return fmt.Errorf("%d views of %d image tokens take more than the %d bytes that a prompt may have; ask about fewer", len(r.Labels), r.ImageTokens, token.MaximumText)
	case strings.TrimSpace(r.Question) == "":
		return fmt.Errorf("question is empty")
	case len(r.Question) > MaximumQuestion:
		return fmt.Errorf("question has %d bytes, more than %d", len(r.Question), MaximumQuestion)
	case slices.ContainsFunc(r.Labels, func(label string) bool { return len(label) > MaximumQuestion }):
		return fmt.Errorf("label of a view has more than %d bytes", MaximumQuestion)
	}
	return nil
}

package prompt

import (
	"fmt"
	"slices"
	"strings"
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
	case len(r.Labels) == 0 || len(r.Labels) > maximumViews:
		return fmt.Errorf("question about %d views, not 1 to %d", len(r.Labels), maximumViews)
	case r.ImageTokens < 1 || r.ImageTokens > maximumImageTokens:
		return fmt.Errorf("%d image tokens a view, not 1 to %d", r.ImageTokens, maximumImageTokens)
	case r.ImagePad == "":
		return fmt.Errorf("no text for image tokens")
	case strings.TrimSpace(r.Question) == "":
		return fmt.Errorf("question is empty")
	case len(r.Question) > MaximumQuestion:
		return fmt.Errorf("question has %d bytes, more than %d", len(r.Question), MaximumQuestion)
	case slices.ContainsFunc(r.Labels, func(label string) bool { return len(label) > MaximumQuestion }):
		return fmt.Errorf("label of a view has more than %d bytes", MaximumQuestion)
	}
	return nil
}

// Package prompt is the words around the model: the prompt that it is given, and what its reply says.
package prompt

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/thinker3d/thinker3d/reasoning/token"
)

// MaximumQuestion is the most bytes that a question, or the label of a view, may have.
const MaximumQuestion = 16 << 10

// Spec is the section "prompt" of a bundle.
type Spec struct {
	// Template has the places {system}, {views}, {question} and {instruction}.
	Template string
	// View is the text of one view; it has the places {image}, {label} and {number} (from 1 on).
	View string
	// System and Instruction are put into their places, which a template need not have, as they are.
	System, Instruction string
}

// Prompt renders questions. It is read only and safe for use by several goroutines.
type Prompt struct {
	spec           Spec
	template, view []piece
}

// New checks a spec and prepares it.
func New(spec Spec) (*Prompt, error) {
	template, err := parse(spec.Template, "system", "views", "question", "instruction")
	if err != nil {
		return nil, fmt.Errorf("prompt template: %w", err)
	}
	view, err := parse(spec.View, "image", "label", "number")
	if err != nil {
		return nil, fmt.Errorf("prompt view: %w", err)
	}
	for _, needed := range []struct {
		where  string
		pieces []piece
		place  string
	}{{"template", template, "views"}, {"template", template, "question"}, {"view", view, "image"}} {
		if n := count(needed.pieces, needed.place); n != 1 {
			return nil, fmt.Errorf("prompt %s: has {%s} %d times, not once", needed.where, needed.place, n)
		}
	}
	return &Prompt{spec: spec, template: template, view: view}, nil
}

// Render gives the parts of the prompt. What the bundle says is control text; the question and the labels never are.
func (p *Prompt) Render(request Request) ([]token.Part, error) {
	if err := request.check(); err != nil {
		return nil, err
	}
	var parts joiner
	for _, piece := range p.template {
		switch piece.place {
		case "system":
			parts.add(p.spec.System, true)
		case "instruction":
			parts.add(p.spec.Instruction, true)
		case "question":
			parts.add(request.Question, false)
		case "views":
			p.renderViews(&parts, request)
		default:
			parts.add(piece.text, true)
		}
	}
	return parts.take(), nil
}

func (p *Prompt) renderViews(parts *joiner, request Request) {
	image := strings.Repeat(request.ImagePad, request.ImageTokens)
	for i, label := range request.Labels {
		for _, piece := range p.view {
			switch piece.place {
			case "image":
				parts.add(image, true)
			case "label":
				parts.add(label, false)
			case "number":
				parts.add(strconv.Itoa(i+1), true)
			default:
				parts.add(piece.text, true)
			}
		}
	}
}

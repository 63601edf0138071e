package asking

import (
	"context"
	"fmt"
	"os"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/reasoning"
)

// maximumImage is the most bytes of an image file.
const maximumImage = 1 << 28

// Asker asks about image files, which it decodes and shows to the model as the node does a camera's pictures. Questions
// about the same images share the vision encoder's work. One goroutine uses it at a time.
type Asker struct {
	model   Model
	viewer  *node.Viewer
	decoder camera.Decoder
	memory  memory
	// Looked is how often the vision encoder ran.
	Looked int
}

// Model is what is asked; *reasoning.Engine is one.
type Model interface {
	node.Reasoner
	Think(ctx context.Context, request reasoning.Request) (*reasoning.Thought, error)
}

// NewAsker makes an asker of a model.
func NewAsker(model Model) (*Asker, error) {
	viewer, err := node.NewViewer(model.Bundle())
	if err != nil {
		return nil, err
	}
	return &Asker{model: model, viewer: viewer}, nil
}

// Ask puts one question; how it is thought is the request's. The reply says by itself what went wrong.
func (a *Asker) Ask(ctx context.Context, question Question, request reasoning.Request) (reasoning.Reply, error) {
	seen, err := a.look(ctx, question)
	if err != nil {
		return reasoning.Reply{Status: reasoning.StatusError, Reason: err.Error()}, err
	}
	request.Seen, request.Question, request.WithoutScene = seen, question.Text, true
	return a.model.Reason(ctx, request, nil)
}

// Think gives the latents of the reply to a question, without its text.
func (a *Asker) Think(ctx context.Context, question Question, request reasoning.Request) (*reasoning.Thought, error) {
	seen, err := a.look(ctx, question)
	if err != nil {
		return nil, err
	}
	request.Seen, request.Question = seen, question.Text
	return a.model.Think(ctx, request)
}

// look is what the model sees of the images.
func (a *Asker) look(ctx context.Context, question Question) (*reasoning.Seen, error) {
	if seen := a.memory.recall(question); seen != nil {
		return seen, nil
	}
	pictures := make([]pixels.Picture, len(question.Images))
	for i, path := range question.Images {
		if err := a.read(path, &pictures[i]); err != nil {
			return nil, fmt.Errorf("image %s: %w", path, err)
		}
	}
	views, err := a.viewer.Views(question.Labels, pictures, &pixels.Batch{})
	if err != nil {
		return nil, err
	}
	seen, err := a.model.See(ctx, views)
	if err != nil {
		return nil, err
	}
	a.Looked++
	a.memory.keep(question, seen)
	return seen, nil
}

func (a *Asker) read(path string, into *pixels.Picture) error {
	about, err := os.Stat(path)
	if err != nil {
		return err
	}
	if about.Size() > maximumImage || !about.Mode().IsRegular() {
		return fmt.Errorf("is no file of at most %d bytes", maximumImage)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return a.decoder.Compressed(&msgs.CompressedImage{Data: data}, into)
}

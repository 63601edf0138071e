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
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// maximumImage is the most bytes of an image file.
const maximumImage = 1 << 28

// Asker asks about image files, which it decodes and shows to the model as the node does a camera's pictures. Questions
// about the same images share the vision encoder's work. One goroutine uses it at a time.
type Asker struct {
	reasoner node.Reasoner
	viewer   *node.Viewer
	decoder  camera.Decoder
	memory   memory
	// Looked is how often the vision encoder ran.
	Looked int
}

// NewAsker makes an asker of a model.
func NewAsker(reasoner node.Reasoner) (*Asker, error) {
	viewer, err := node.NewViewer(reasoner.Bundle())
	if err != nil {
		return nil, err
	}
	return &Asker{reasoner: reasoner, viewer: viewer}, nil
}

// Ask puts one question; how it is thought is the request's. The reply says by itself what went wrong.
func (a *Asker) Ask(ctx context.Context, question Question, request reasoning.Request) (reasoning.Reply, error) {
	seen, err := a.look(ctx, question)
	if err != nil {
		return reasoning.Reply{Status: reasoning.StatusError, Reason: err.Error()}, err
	}
	request.Seen, request.Question, request.WithoutScene = seen, question.Text, true
	return a.reasoner.Reason(ctx, request, deaf{})
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
	seen, err := a.reasoner.See(ctx, views)
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

// deaf hears nothing of a reply before it is whole.
type deaf struct{}

// Latent is passed over.
func (deaf) Latent() {}

// Text is passed over.
func (deaf) Text(string) {}

// Scene never comes, for none is asked for.
func (deaf) Scene(scene.Scene) {}

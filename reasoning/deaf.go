package reasoning

import "github.com/thinker3d/thinker3d/reasoning/scene"

// deaf hears nothing of a reply.
type deaf struct{}

// Latent is passed over.
func (deaf) Latent() {}

// Text is passed over.
func (deaf) Text(string) {}

// Scene is passed over.
func (deaf) Scene(scene.Scene) {}

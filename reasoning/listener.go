package reasoning

import "github.com/thinker3d/thinker3d/reasoning/scene"

// Listener hears a reply as it comes: the first text at once, then what was said in 20 ms together; the reply is not done before its methods return.
type Listener interface {
	// Latent hears that one more latent was imagined, on the goroutine of Reason.
	Latent()
	// Text takes the next piece of the reply, whole UTF-8 without special tokens, on the goroutine of Reason.
	Text(piece string)
	// Scene takes the imagined scene, at most once, from another goroutine while the text may still be coming; its depths and
	// confidences are lent until it returns.
	Scene(imagined scene.Scene)
}

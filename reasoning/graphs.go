package reasoning

import (
	"errors"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// graphs is the bundle's graphs, loaded; projector, geometry and scene are nil in a bundle without them, and sampler where the host chooses
// the tokens.
type graphs struct {
	vision, embedding, decoder, sampler, projector, geometry, scene *onnx.Session
}

func loadGraphs(environment *onnx.Environment, model *bundle.Bundle, options onnx.Options) (*graphs, error) {
	description := &model.Description
	form, weights := signatures{real: element(description.NumberType), description: description}, description.Weights()
	g := &graphs{}
	var failures []error
	load := func(into **onnx.Session, file string, weights bundle.WeightType, want onnx.Signature) {
		of := options
		of.Mapped = options.Mapped && !weights.InBlocks()
		session, err := environment.Load(model.Path(file), want, of)
		if err != nil {
			failures = append(failures, err)
			return
		}
		*into = session
	}
	load(&g.vision, description.Graphs.Vision, weights.Vision, form.vision())
	load(&g.embedding, description.Graphs.Embedding, weights.Embedding, form.embedding())
	load(&g.decoder, description.Graphs.Decoder, weights.Decoder, form.decoder())
	// Other devices have no float64, in which it counts, and would have the CPU do most of it.
	if description.Graphs.Sampler != "" && options.Device.IsNVIDIA() {
		load(&g.sampler, description.Graphs.Sampler, "", form.sampler())
	}
	if description.Projector != nil {
		load(&g.projector, description.Graphs.Projector, weights.Projector, form.projector())
	}
	if description.Scene != nil {
		load(&g.geometry, description.Graphs.Geometry, weights.Geometry, form.geometry())
		load(&g.scene, description.Graphs.Scene, weights.Scene, form.scene())
	}
	if len(failures) > 0 {
		return nil, errors.Join(append(failures, g.close())...)
	}
	return g, nil
}

func (g *graphs) close() error {
	return errors.Join(g.vision.Close(), g.embedding.Close(), g.decoder.Close(), g.sampler.Close(), g.projector.Close(), g.geometry.Close(), g.scene.Close())
}

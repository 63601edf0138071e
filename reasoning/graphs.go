package reasoning

import (
	"errors"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// graphs is the bundle's graphs, loaded; projector, geometry and scene are nil in a bundle without them.
type graphs struct {
	vision, embedding, decoder, projector, geometry, scene *onnx.Session
}

func loadGraphs(environment *onnx.Environment, model *bundle.Bundle, settings config.Reasoning) (*graphs, error) {
	description := &model.Description
	form := signatures{real: element(description.NumberType), description: description}
	// Only the decoder's many small steps gain by threads that stay awake; beside it they would take its cores.
	calm := onnx.Options{Device: settings.Device, DeviceID: settings.DeviceID, Threads: settings.Threads}
	awake, single := calm, calm
	awake.Spin, single.Threads = true, 1
	g := &graphs{}
	var failures []error
	load := func(into **onnx.Session, file string, want onnx.Signature, options onnx.Options) {
		session, err := environment.Load(model.Path(file), want, options)
		if err != nil {
			failures = append(failures, err)
			return
		}
		*into = session
	}
	load(&g.vision, description.Graphs.Vision, form.vision(), calm)
	load(&g.embedding, description.Graphs.Embedding, form.embedding(), single)
	load(&g.decoder, description.Graphs.Decoder, form.decoder(), awake)
	if description.Projector != nil {
		load(&g.projector, description.Graphs.Projector, form.projector(), calm)
	}
	if description.Scene != nil {
		load(&g.geometry, description.Graphs.Geometry, form.geometry(), calm)
		load(&g.scene, description.Graphs.Scene, form.scene(), calm)
	}
	if len(failures) > 0 {
		return nil, errors.Join(append(failures, g.close())...)
	}
	return g, nil
}

func (g *graphs) close() error {
	return errors.Join(g.vision.Close(), g.embedding.Close(), g.decoder.Close(), g.projector.Close(), g.geometry.Close(), g.scene.Close())
}

package reasoning

import (
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// chooser is the graphs that choose, of the reference bundle, with what they are given and give.
type chooser struct {
	t           *testing.T
	description bundle.Description
	sampler     *onnx.Session
	embedding   *onnx.Session
	feed        *onnx.Session
	rows        int64
	in, out     map[string]*onnx.Tensor
	want        onnx.Signature
}

func newChooser(t *testing.T, rows int64) *chooser {
	t.Helper()
	environment, err := onnx.Open(library(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, environment) })
	model, err := bundle.Open(reference)
	if err != nil {
		t.Fatal(err)
	}
	c := &chooser{t: t, description: model.Description, rows: rows, in: map[string]*onnx.Tensor{}, out: map[string]*onnx.Tensor{}}
	form := signatures{real: element(c.description.NumberType), description: &c.description}
	load := func(file string, want onnx.Signature) *onnx.Session {
		session, err := environment.Load(model.Path(file), want, onnx.Options{Device: config.DeviceCPU, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closed(t, session) })
		return session
	}
	c.want = form.sampler()
	c.sampler = load(c.description.Graphs.Sampler, c.want)
	c.embedding, c.feed = load(c.description.Graphs.Embedding, form.embedding()), load(c.description.Graphs.Feed, form.feed())
	for _, port := range c.want.Inputs {
		c.in[port.Name] = c.tensor(port)
	}
	for _, port := range c.want.Outputs {
		c.out[port.Name] = c.tensor(port)
	}
	c.out["present_said"] = c.in["said"] // one buffer, as the engine would bind it
	return c
}

// tensor makes room for a port: free are the rows in front, and two letters behind.
func (c *chooser) tensor(port onnx.Port) *onnx.Tensor {
	c.t.Helper()
	shape := slices.Clone(port.Shape)
	for axis, length := range shape {
		if length == onnx.Free {
			shape[axis] = []int64{c.rows, 2}[axis]
		}
	}
	tensor, err := onnx.New(port.Element, shape...)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { closed(c.t, tensor) })
	return tensor
}

func (c *chooser) run() {
	c.t.Helper()
	list := func(ports []onnx.Port, from map[string]*onnx.Tensor) (tensors []*onnx.Tensor) {
		for _, port := range ports {
			tensors = append(tensors, from[port.Name])
		}
		return tensors
	}
	if err := c.sampler.Run(c.t.Context(), list(c.want.Inputs, c.in), list(c.want.Outputs, c.out)); err != nil {
		c.t.Fatal(err)
	}
}

package reasoning

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

const golden = "../model/golden/"

// goldenReply is one case of generation_cases.json, which model/golden writes from the PyTorch reference.
type goldenReply struct {
	Name, Question string
	Views          int
	Pictures       struct {
		Width, Height int
		Kind          string
		FirstSeed     uint32 `json:"first_seed"`
	}
	Maximum   int
	Feed      bundle.Feed
	Limit     int
	PromptIDs []int64 `json:"prompt_ids"`
	RopeDelta int64   `json:"rope_delta"`
	Tokens    []int64
	Latents   int
	Text      string
	Scene     bool
	number    int
}

type goldenReplies struct {
	SceneStep int `json:"scene_step"`
	Cases     []goldenReply
}

func readReplies(t *testing.T, path string) goldenReplies {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file goldenReplies
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 || file.SceneStep < 1 {
		t.Fatalf("%s has no cases", path)
	}
	for i := range file.Cases {
		file.Cases[i].number = i
	}
	return file
}

// goldenPicture makes a picture by the formula of model/language/pictures.py.
func goldenPicture(width, height int, seed uint32, kind string) pixels.Picture {
	made := pixels.Picture{Width: width, Height: height, Pixels: make([]byte, 3*width*height)}
	for at := range made.Pixels {
		row, column, channel := at/3/width, at/3%width, at%3
		if kind == "blocks" {
			row, column = row/16*16, column/16*16
		}
		h := uint32(3*(row*width+column)+channel)*2654435761 + seed*97
		h ^= h >> 15
		value := byte(h * 2246822519 >> 24)
		if kind == "harsh" {
			value = 255 * (value >> 7)
		}
		made.Pixels[at] = value
	}
	return made
}

// goldenViews makes a case's pictures what the model takes of them.
func goldenViews(t *testing.T, e *Engine, c goldenReply) Views {
	t.Helper()
	var pictures []pixels.Picture
	for i := range c.Views {
		pictures = append(pictures, goldenPicture(c.Pictures.Width, c.Pictures.Height, c.Pictures.FirstSeed+uint32(i), c.Pictures.Kind))
	}
	return processedViews(t, e, pictures)
}

// set makes the engine decode as the case asks.
func (c goldenReply) set(e *Engine) {
	e.bundle.Description.Latents.Maximum, e.bundle.Description.Latents.Feed = c.Maximum, c.Feed
	e.settings.MaximumNewTokens = &c.Limit
}

// tolerance is the greatest difference from the reference allowed to a value, relative to it and to the root of the
// mean square of all: float32 sums taken in another order differ by some 1e-6 of that an operation.
const tolerance = 1e-3

func checkNear(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	squares := 0.0
	for _, value := range want {
		squares += float64(value) * float64(value)
	}
	scale, worst := math.Sqrt(squares/float64(max(len(want), 1))), 0.0
	for i := range want {
		off := math.Abs(float64(got[i]-want[i])) / (math.Abs(float64(want[i])) + scale)
		if !(off <= tolerance) {
			t.Errorf("%s: value %d is %v, want %v", name, i, got[i], want[i])
			return
		}
		worst = max(worst, off)
	}
	t.Logf("%s: %d values, the worst off by %.1e", name, len(want), worst)
}

func TestRepliesAreThoseOfTheReference(t *testing.T) {
	e := openEngine(t, nil)
	file := readReplies(t, golden+"generation_cases.json")
	arrays := readArrays(t, golden+"generation.safetensors")
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) { checkReply(t, e, c, goldenScene{c: c, arrays: arrays, step: file.SceneStep}) })
	}
}

// checkReply asks what the case asks and compares all that the reference has stored; it gives the reply back.
func checkReply(t *testing.T, e *Engine, c goldenReply, want goldenScene) Reply {
	t.Helper()
	c.set(e)
	seen, err := e.See(context.Background(), goldenViews(t, e, c))
	if err != nil {
		t.Fatal(err)
	}
	reply, heard := ask(t, e, Request{Seen: seen, Question: c.Question})
	if !slices.Equal(reply.Tokens, c.Tokens) || reply.Latents != c.Latents || reply.Text != c.Text {
		t.Fatalf("got %d latents, tokens %v: %q\nwant %d latents, tokens %v: %q", reply.Latents, reply.Tokens, reply.Text, c.Latents, c.Tokens, c.Text)
	}
	if (len(heard.scenes) == 1) != c.Scene {
		t.Errorf("%d scenes, and the reference has one: %v (%s)", len(heard.scenes), c.Scene, reply.SceneProblem)
	}
	checkPrompt(t, e, seen, c, want.arrays)
	states := checkStates(t, e, seen, c, want.arrays)
	if c.Scene {
		checkGeometry(t, e, seen, states, want)
	}
	return reply
}

func checkPrompt(t *testing.T, e *Engine, seen *Seen, c goldenReply, arrays map[string]stored) {
	t.Helper()
	tokens, positions, err := e.render(seen, c.Question)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(tokens, c.PromptIDs) {
		t.Errorf("prompt is %v, want %v", tokens, c.PromptIDs)
	}
	if positions.Delta != c.RopeDelta || !slices.Equal(positions.Values, arrays[fmt.Sprintf("%d.position_ids", c.number)].integers(t)) {
		t.Errorf("positions differ; delta is %d, want %d", positions.Delta, c.RopeDelta)
	}
	if embeddings, ok := arrays[fmt.Sprintf("%d.image_embeddings", c.number)]; ok {
		checkNear(t, "image embeddings", seenFloats(t, e, seen), embeddings.floats(t))
	}
}

// checkStates decodes once more by hand, looks at the hidden state behind every token and gives back the latents.
func checkStates(t *testing.T, e *Engine, seen *Seen, c goldenReply, arrays map[string]stored) []byte {
	t.Helper()
	l := lanesOf(t, e, 1)
	decoding := enterLane(t, e, l, 0, Request{Seen: seen, Question: c.Question}, whole)
	states := slices.Clone(l.hidden.Float32s())
	latents := e.bundle.Description.Latents
	var taken []byte
	for range c.Tokens {
		step, err := decoding.Next(logitsOf(t, l, 0))
		if err != nil {
			t.Fatal(err)
		}
		if step.Stop != decode.StopNone {
			break
		}
		if err := l.step([]decode.Step{step}); err != nil {
			t.Fatal(err)
		}
		states = append(states, l.hidden.Float32s()...)
		if at := step.State - latents.Offset; step.State >= 0 && at >= 0 && at < latents.Count {
			hidden, err := stepped{l, 0}.hidden()
			if err != nil {
				t.Fatal(err)
			}
			taken = append(taken, hidden...)
		}
	}
	checkNear(t, "hidden states", states, arrays[fmt.Sprintf("%d.hidden_states", c.number)].floats(t))
	return taken
}

// goldenScene is the scene of a case, of whose arrays every step-th value is stored.
type goldenScene struct {
	c      goldenReply
	arrays map[string]stored
	step   int
}

func checkGeometry(t *testing.T, e *Engine, seen *Seen, latents []byte, want goldenScene) {
	t.Helper()
	var list tensors
	layers, err := e.geometer.want(seen).wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	wishes := []*wish{{seen: seen, layers: layers, latents: latents}}
	features, err := e.imaginer.project(context.Background(), &list, wishes)
	if err != nil {
		t.Fatal(errors.Join(err, list.close()))
	}
	lent := &loan{}
	outputs, err := e.imaginer.depths(context.Background(), &list, lent, wishes, features)
	if err != nil {
		t.Fatal(errors.Join(err, list.close(), lent.tensors.close()))
	}
	for i, name := range []string{"imagined", "pose_encoding", "depth", "depth_confidence"} {
		want.check(t, name, append([]*onnx.Tensor{features}, outputs...)[i])
	}
	if _, ok := want.arrays[fmt.Sprintf("%d.points", want.c.number)]; ok {
		p := e.bundle.Description.Projector
		lower := list.add(onnx.Borrow(e.real, layers, 1, int64(len(seen.views.Labels)), lowerLayers, int64(p.Features), int64(p.Channels)))
		checkPoints(t, e, seen, append([]*onnx.Tensor{lower, features}, outputs...), want)
	}
	if err := errors.Join(list.close(), lent.tensors.close()); err != nil {
		t.Error(err)
	}
}

// check compares the stored values of one array.
func (g goldenScene) check(t *testing.T, name string, made *onnx.Tensor) {
	t.Helper()
	stored, values, step := g.arrays[fmt.Sprintf("%d.%s", g.c.number, name)].floats(t), numbers(made), g.step
	if len(values) == len(stored) {
		step = 1
	}
	var some []float32
	for at := 0; at < len(values); at += step {
		some = append(some, values[at])
	}
	checkNear(t, name, some, stored)
}

// checkPoints runs the scene graph with the points too, which the engine does not read; tensors are its inputs and other outputs.
func checkPoints(t *testing.T, e *Engine, seen *Seen, tensors []*onnx.Tensor, want goldenScene) {
	t.Helper()
	form := signatures{real: e.real, description: &e.bundle.Description}.scene()
	views, height, width := int64(len(seen.views.Labels)), int64(seen.views.PictureHeight), int64(seen.views.PictureWidth)
	for name, shape := range map[string][]int64{"points": {1, views, height, width, 3}, "points_confidence": {1, views, height, width}} {
		longer, free := form, append([]int64{onnx.Free, onnx.Free}, shape[2:]...)
		longer.Outputs = append(slices.Clone(form.Outputs), onnx.Port{Name: name, Element: e.real, Shape: free})
		session, err := e.environment.Load(e.bundle.Path(e.bundle.Description.Graphs.Scene), longer, deviceOptions(e.settings, e.choice.Device))
		if err != nil {
			t.Fatal(err)
		}
		made, err := onnx.New(e.real, shape...)
		if err != nil {
			t.Fatal(errors.Join(err, session.Close()))
		}
		if err := session.Run(context.Background(), tensors[:2], append(slices.Clone(tensors[2:]), made)); err != nil {
			t.Error(err)
		} else {
			want.check(t, name, made)
		}
		closed(t, made)
		closed(t, session)
	}
}

func seenFloats(t *testing.T, e *Engine, seen *Seen) []float32 {
	t.Helper()
	tensor, err := onnx.Borrow(e.real, seen.embeddings, int64(len(seen.embeddings)/e.real.Size()))
	if err != nil {
		t.Fatal(err)
	}
	values := slices.Clone(numbers(tensor))
	closed(t, tensor)
	return values
}

package node

import (
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs/parameter"
)

func (r *robot) list(request parameter.ListRequest) parameter.ListResult {
	return callService[parameter.ListRequest, parameter.ListResponse](r, "list_parameters", request).Result
}

func (r *robot) get(names ...string) []parameter.Value {
	return callService[parameter.GetRequest, parameter.GetResponse](r, "get_parameters", parameter.GetRequest{Names: names}).Values
}

func (r *robot) set(all ...parameter.Parameter) []parameter.SetResult {
	return callService[parameter.SetRequest, parameter.SetResponse](r, "set_parameters", parameter.SetRequest{Parameters: all}).Results
}

func (r *robot) setAtomically(all ...parameter.Parameter) parameter.SetResult {
	return callService[parameter.SetAtomicallyRequest, parameter.SetAtomicallyResponse](r, "set_parameters_atomically", parameter.SetAtomicallyRequest{Parameters: all}).Result
}

func texts(name string, values ...string) parameter.Parameter {
	return parameter.Parameter{Name: name, Value: parameter.Value{Type: parameter.TypeStringArray, StringArrayValue: values}}
}

func integer(name string, value int64) parameter.Parameter {
	return parameter.Parameter{Name: name, Value: parameter.Value{Type: parameter.TypeInteger, IntegerValue: value}}
}

// TestParametersAreTheSettings proves that the parameters' names are those of the configuration.
func TestParametersAreTheSettings(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Cameras[0].Extrinsics = &config.Extrinsics{Frame: "base_link", XYZ: []float64{1, 2, 3}, RPY: []float64{0, 0, 0}}
	settings, err := cfg.Settings()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range settings {
		names = append(names, s.Name)
	}
	r := startRobot(t, cfg, newModel(t))
	all := r.list(parameter.ListRequest{})
	camera := r.list(parameter.ListRequest{Prefixes: []string{"cameras.left"}, Depth: 1})
	mount := r.get("cameras.left.extrinsics.xyz", "cameras.right.extrinsics.xyz", "cameras.right.image_topic")
	refused := r.set(texts("cameras.left.extrinsics.frame", "odom"))
	some := r.list(parameter.ListRequest{Prefixes: []string{"log", "scene.frame"}, Depth: 1})
	none := r.list(parameter.ListRequest{Depth: 1, Prefixes: []string{"lo"}})
	values := r.get(names...)
	described := callService[parameter.DescribeRequest, parameter.DescribeResponse](r, "describe_parameters", parameter.DescribeRequest{Names: names}).Descriptors
	types := callService[parameter.GetTypesRequest, parameter.GetTypesResponse](r, "get_parameter_types", parameter.GetTypesRequest{Names: names}).Types
	unknown := r.get("log.level", "nothing")
	r.end()
	if !slices.Equal(all.Names, names) || !slices.Contains(all.Prefixes, "questions") {
		t.Errorf("listed %q, prefixes %q", all.Names, all.Prefixes)
	}
	if !slices.Equal(some.Names, []string{"scene.frame", "log.level", "log.format"}) || len(none.Names) != 0 {
		t.Errorf("some %+v, none %+v", some, none)
	}
	if !slices.Equal(camera.Names, []string{"cameras.left.name", "cameras.left.image_topic", "cameras.left.info_topic", "cameras.left.transport", "cameras.left.picture"}) ||
		!slices.Contains(all.Names, "cameras.right.intrinsics.focal") || !slices.Contains(all.Prefixes, "cameras.left.extrinsics") {
		t.Errorf("cameras: %+v of %q", camera, all.Names)
	}
	if len(mount) != 3 || mount[0].Type != parameter.TypeDoubleArray || !slices.Equal(mount[0].DoubleArrayValue, []float64{1, 2, 3}) || mount[1].Type != parameter.TypeNotSet || mount[2].StringValue != "/right/image" {
		t.Errorf("a camera's place %+v", mount)
	}
	if refused[0].Successful || !strings.Contains(refused[0].Reason, "read-only") {
		t.Errorf("a camera's frame was set: %+v", refused)
	}
	if len(unknown) != 0 || len(values) != len(names) || len(described) != len(names) || len(types) != len(names) {
		t.Fatalf("%d values, %d descriptions, %d types of %d", len(values), len(described), len(types), len(names))
	}
	for i, s := range settings {
		is := values[i].Type
		if is != types[i] || is != described[i].Type && !(is == parameter.TypeNotSet && described[i].DynamicTyping) || described[i].ReadOnly == s.Live {
			t.Errorf("%s: value %+v, type %d, described %+v", s.Name, values[i], types[i], described[i])
		}
		if s.Name == "questions.queue" {
			if bounds := described[i].IntegerRange; len(bounds) != 1 || bounds[0].FromValue != 1 || bounds[0].ToValue != 1024 || described[i].Description == "" {
				t.Errorf("%+v", described[i])
			}
		}
	}
}

func TestParametersThatAreLiveAreSet(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Reasoning.Bundle = "bundle"
	r := startRobot(t, cfg, newModel(t))
	events := make(chan parameter.Event, 16)
	receive(t, r.bus, "/parameter_events", events)
	r.look(r.now)
	results := r.set(texts("questions.ask", "What is left?"), integer("questions.queue", 0), integer("reasoning.threads", 2), integer("questions.quue", 2), texts("questions.every", "2s"))
	if !results[0].Successful {
		t.Fatalf("results %+v", results)
	}
	event, answer := <-events, <-r.answers
	both := r.setAtomically(integer("questions.queue", 3), integer("reasoning.seed", 7))
	neither := r.setAtomically(integer("questions.queue", 4), integer("questions.queue", -1))
	values := r.get("questions.ask", "questions.queue", "reasoning.seed")
	r.end()
	wants := []string{"", "questions.queue: 0: must be 1 to 1024", "reasoning.threads: is read-only", "questions.quue: there is no such parameter", "every"}
	for i, want := range wants {
		if got := results[i]; got.Successful != (want == "") || !strings.Contains(got.Reason, want) {
			t.Errorf("result %d: %+v, want %q", i, got, want)
		}
	}
	if answer.Question != "What is left?" || len(event.ChangedParameters) != 1 || event.Node != "/thinker3d" || event.ChangedParameters[0].Name != "questions.ask" {
		t.Errorf("answer %+v, event %+v", answer, event)
	}
	if !both.Successful || neither.Successful {
		t.Errorf("atomically: %+v, %+v", both, neither)
	}
	if values[0].StringArrayValue[0] != "What is left?" || values[1].IntegerValue != 3 || values[2].IntegerValue != 7 {
		t.Errorf("values %+v", values)
	}
}

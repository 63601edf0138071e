package node

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/parameter"
	"github.com/thinker3d/thinker3d/topics"
)

// parameters offers the configuration as ROS 2 parameters: the six services, and /parameter_events.
type parameters struct {
	node     string
	settings []config.Setting
	now      func() msgs.Time
	// apply takes a configuration in which live settings were changed.
	apply  func(config.Config)
	failed func(error)
	events output[parameter.Event]
	open   []io.Closer

	mutex sync.Mutex
	cfg   config.Config
}

func newParameters(l *Live, names Names, apply func(config.Config), failed func(error)) (*parameters, error) {
	settings, err := l.Config.Settings()
	if err != nil {
		return nil, err
	}
	p := &parameters{
		node: names.Node, settings: settings, cfg: l.Config, apply: apply, failed: failed,
		now: func() msgs.Time { return msgs.TimeFromNanos(l.Now().UnixNano()) },
	}
	if err := errors.Join(p.advertise(l.Bus), p.serve(l.Bus)); err != nil {
		return nil, errors.Join(fmt.Errorf("offer parameters: %w", err), p.Close())
	}
	return p, nil
}

func (p *parameters) advertise(bus topics.Bus) error {
	endpoint, err := topics.EndpointOf[parameter.Event]("/parameter_events", topics.Events())
	if err != nil {
		return err
	}
	if p.events.publisher, err = bus.Advertise(endpoint); err != nil {
		return err
	}
	p.events.codec = cdr.For[parameter.Event]()
	p.open = append(p.open, p.events.publisher)
	event := parameter.Event{Stamp: p.now(), Node: p.node}
	for _, s := range p.settings {
		event.NewParameters = append(event.NewParameters, p.parameter(s))
	}
	return p.events.publish(&event)
}

func (p *parameters) serve(bus topics.Server) error {
	add := func(service io.Closer, err error) error {
		if err == nil {
			p.open = append(p.open, service)
		}
		return err
	}
	return errors.Join(
		add(topics.Serve(bus, p.node+"/describe_parameters", p.describe, p.failed)),
		add(topics.Serve(bus, p.node+"/get_parameters", p.get, p.failed)),
		add(topics.Serve(bus, p.node+"/get_parameter_types", p.types, p.failed)),
		add(topics.Serve(bus, p.node+"/list_parameters", p.list, p.failed)),
		add(topics.Serve(bus, p.node+"/set_parameters", p.set, p.failed)),
		add(topics.Serve(bus, p.node+"/set_parameters_atomically", p.setAtomically, p.failed)),
	)
}

// Close withdraws the services.
func (p *parameters) Close() error { return closeAll(p.open) }

func (p *parameters) find(name string) (config.Setting, bool) {
	place := slices.IndexFunc(p.settings, func(s config.Setting) bool { return s.Name == name })
	if place < 0 {
		return config.Setting{}, false
	}
	return p.settings[place], true
}

func (p *parameters) parameter(s config.Setting) parameter.Parameter {
	return parameter.Parameter{Name: s.Name, Value: valueOf(s.Value(p.cfg))}
}

func (p *parameters) get(request parameter.GetRequest, reply func(parameter.GetResponse)) {
	reply(parameter.GetResponse{Values: ofAll(p, request.Names, func(s config.Setting) parameter.Value { return p.parameter(s).Value })})
}

func (p *parameters) types(request parameter.GetTypesRequest, reply func(parameter.GetTypesResponse)) {
	reply(parameter.GetTypesResponse{Types: ofAll(p, request.Names, func(s config.Setting) uint8 { return p.parameter(s).Value.Type })})
}

func (p *parameters) describe(request parameter.DescribeRequest, reply func(parameter.DescribeResponse)) {
	reply(parameter.DescribeResponse{Descriptors: ofAll(p, request.Names, descriptorOf)})
}

// ofAll tells something of each named setting; as in rclcpp nothing at all if one of the names is unknown.
func ofAll[T any](p *parameters, names []string, tell func(config.Setting) T) []T {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var told []T
	for _, name := range names {
		s, known := p.find(name)
		if !known {
			return nil
		}
		told = append(told, tell(s))
	}
	return told
}

// list gives the names below the prefixes, no deeper than asked; no prefixes are all names.
func (p *parameters) list(request parameter.ListRequest, reply func(parameter.ListResponse)) {
	var result parameter.ListResult
	for _, s := range p.settings {
		if !isListed(s.Name, request) {
			continue
		}
		result.Names = append(result.Names, s.Name)
		if dot := strings.LastIndexByte(s.Name, '.'); dot > 0 && !slices.Contains(result.Prefixes, s.Name[:dot]) {
			result.Prefixes = append(result.Prefixes, s.Name[:dot])
		}
	}
	reply(parameter.ListResponse{Result: result})
}

func isListed(name string, request parameter.ListRequest) bool {
	deep := func(rest string) bool {
		return request.Depth == 0 || uint64(strings.Count(rest, ".")) < request.Depth
	}
	if len(request.Prefixes) == 0 {
		return deep(name)
	}
	return slices.ContainsFunc(request.Prefixes, func(prefix string) bool {
		rest, below := strings.CutPrefix(name, prefix+".")
		return name == prefix || below && deep(rest)
	})
}

func (p *parameters) set(request parameter.SetRequest, reply func(parameter.SetResponse)) {
	var response parameter.SetResponse
	for _, one := range request.Parameters {
		response.Results = append(response.Results, p.change([]parameter.Parameter{one}))
	}
	reply(response)
}

func (p *parameters) setAtomically(request parameter.SetAtomicallyRequest, reply func(parameter.SetAtomicallyResponse)) {
	reply(parameter.SetAtomicallyResponse{Result: p.change(request.Parameters)})
}

// change sets all or none, and tells who listens.
func (p *parameters) change(wanted []parameter.Parameter) parameter.SetResult {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	values := map[string]any{}
	event := parameter.Event{Stamp: p.now(), Node: p.node}
	for _, one := range wanted {
		s, known := p.find(one.Name)
		if !known {
			return parameter.SetResult{Reason: fmt.Sprintf("%s: there is no such parameter", one.Name)}
		}
		if !s.Live {
			return parameter.SetResult{Reason: fmt.Sprintf("%s: is read-only: it is set when the node starts", one.Name)}
		}
		value, err := goValue(one.Value)
		if err != nil {
			return parameter.SetResult{Reason: fmt.Sprintf("%s: %v", one.Name, err)}
		}
		values[one.Name] = value
	}
	changed, err := p.cfg.With(values)
	if err != nil {
		return parameter.SetResult{Reason: err.Error()}
	}
	p.cfg = changed
	for _, one := range wanted {
		s, _ := p.find(one.Name)
		event.ChangedParameters = append(event.ChangedParameters, p.parameter(s))
	}
	p.apply(changed)
	if err := p.events.publish(&event); err != nil {
		p.failed(err)
	}
	return parameter.SetResult{Successful: true}
}

func descriptorOf(s config.Setting) parameter.Descriptor {
	described := parameter.Descriptor{Name: s.Name, Description: s.Description, ReadOnly: !s.Live, Type: typeOf(s.Type), DynamicTyping: s.Optional}
	bounded := !math.IsInf(s.Minimum, -1) || !math.IsInf(s.Maximum, 1)
	switch {
	case bounded && described.Type == parameter.TypeInteger:
		described.IntegerRange = []parameter.IntegerRange{{FromValue: wholeNumber(s.Minimum), ToValue: wholeNumber(s.Maximum)}}
	case bounded && described.Type == parameter.TypeDouble:
		described.FloatingPointRange = []parameter.FloatingPointRange{{FromValue: s.Minimum, ToValue: s.Maximum}}
	}
	return described
}

// wholeNumber is the nearest int64.
func wholeNumber(value float64) int64 {
	switch {
	case value >= math.MaxInt64:
		return math.MaxInt64
	case value <= math.MinInt64:
		return math.MinInt64
	}
	return int64(value)
}

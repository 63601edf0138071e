package topics

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

const (
	topicsOnly   = "rostopic://"
	servicesOnly = "rosservice://"
)

// Remap gives a name another one. Both may be absolute, relative or private; From may begin with rostopic:// or
// rosservice:// to mean only those.
type Remap struct{ From, To string }

// Resolver makes names of one node fully qualified, as ROS 2 does (design.ros2.org/articles/topic_and_service_names.html):
// ~/name is private to the node, /name absolute, any other within its namespace; then the first remap that fits is followed.
type Resolver struct {
	namespace, node string
	rules           []rule
}

type rule struct {
	from, to         string
	topics, services bool
}

// NewResolver makes the resolver of a node; an empty namespace is "/".
func NewResolver(namespace, node string, remaps []Remap) (*Resolver, error) {
	r := &Resolver{namespace: strings.TrimSuffix(namespace, "/"), node: node}
	for _, remap := range remaps {
		made := rule{topics: true, services: true}
		from := remap.From
		if rest, found := strings.CutPrefix(from, topicsOnly); found {
			from, made.services = rest, false
		} else if rest, found := strings.CutPrefix(from, servicesOnly); found {
			from, made.topics = rest, false
		}
		var fromErr, toErr error
		made.from, fromErr = r.expand(from)
		made.to, toErr = r.expand(remap.To)
		if err := errors.Join(fromErr, toErr); err != nil {
			return nil, fmt.Errorf("remap %s:=%s: %w", remap.From, remap.To, err)
		}
		r.rules = append(r.rules, made)
	}
	return r, nil
}

// Node is the fully qualified name of the node.
func (r *Resolver) Node() string { return r.namespace + "/" + r.node }

// Topic is the fully qualified name of a topic.
func (r *Resolver) Topic(name string) (string, error) {
	return r.resolve(name, func(rule rule) bool { return rule.topics })
}

// Service is the fully qualified name of a service or an action.
func (r *Resolver) Service(name string) (string, error) {
	return r.resolve(name, func(rule rule) bool { return rule.services })
}

func (r *Resolver) resolve(name string, isFor func(rule) bool) (string, error) {
	full, err := r.expand(name)
	if err != nil {
		return "", err
	}
	for _, rule := range r.rules {
		if isFor(rule) && rule.from == full {
			return rule.to, nil
		}
	}
	return full, nil
}

func (r *Resolver) expand(name string) (string, error) {
	full := strings.NewReplacer("{node}", r.node, "{ns}", r.namespace, "{namespace}", r.namespace).Replace(name)
	switch {
	case full == "~" || strings.HasPrefix(full, "~/"):
		full = r.Node() + full[1:]
	case !strings.HasPrefix(full, "/"):
		full = r.namespace + "/" + full
	}
	if !regexp.MustCompile(`^(/[A-Za-z_][A-Za-z0-9_]*)+$`).MatchString(full) || strings.Contains(full, "__") {
		return "", fmt.Errorf("%q is not a ROS name such as image_raw, /camera/image_raw or ~/points", name)
	}
	return full, nil
}

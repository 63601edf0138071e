package rosargs

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	parametersKey    = "ros__parameters"
	maximumFileBytes = 1 << 20
)

// Values are the parameters for a node of this fully qualified name: of the server, of the files in order, then the single ones. Dots
// in names are nesting. Later ones win.
func (a Arguments) Values(node string) (map[string]any, error) {
	values := map[string]any{}
	for name, value := range a.Server {
		if err := set(values, name, value); err != nil {
			return nil, fmt.Errorf("parameter server: %w", err)
		}
	}
	for _, path := range a.ParameterFiles {
		if err := readFile(path, node, values); err != nil {
			return nil, fmt.Errorf("--params-file %s: %w", path, err)
		}
	}
	for _, parameter := range a.Parameters {
		if parameter.Node != "" && parameter.Node != node[strings.LastIndexByte(node, '/')+1:] {
			continue
		}
		value, err := parameter.parse()
		if err != nil {
			return nil, fmt.Errorf("-p %s:=%s: %w", parameter.Name, parameter.Value, err)
		}
		if err := set(values, parameter.Name, value); err != nil {
			return nil, fmt.Errorf("-p %s:=%s: %w", parameter.Name, parameter.Value, err)
		}
	}
	return values, nil
}

func (p Parameter) parse() (value any, err error) {
	err = yaml.Unmarshal([]byte(p.Value), &value)
	return value, err
}

func readFile(path, node string, into map[string]any) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() > maximumFileBytes {
		return fmt.Errorf("%d bytes, more than the %d that such a file may have", info.Size(), maximumFileBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var document map[string]any
	if err := yaml.Unmarshal(data, &document); err != nil {
		return err
	}
	return collect(document, "", node, into)
}

// collect takes the parameters of all nodes whose pattern, made of the keys down to ros__parameters, matches. What is
// written for all nodes comes before what is written for one.
func collect(section map[string]any, pattern, node string, into map[string]any) error {
	names := slices.SortedFunc(maps.Keys(section), func(a, b string) int {
		return strings.Count(b, "*") - strings.Count(a, "*")
	})
	for _, key := range names {
		inner, isMap := section[key].(map[string]any)
		if !isMap {
			return fmt.Errorf("%s/%s: must be a map that ends in %s", pattern, key, parametersKey)
		}
		if key != parametersKey {
			if err := collect(inner, pattern+"/"+strings.Trim(key, "/"), node, into); err != nil {
				return err
			}
			continue
		}
		if !matches(pattern, node) {
			continue
		}
		for name, value := range inner {
			if err := set(into, name, value); err != nil {
				return fmt.Errorf("%s: %w", pattern, err)
			}
		}
	}
	return nil
}

// matches says whether a node's fully qualified name fits a pattern, in which * is one part of a name and ** any number.
func matches(pattern, node string) bool {
	text := regexp.QuoteMeta(pattern)
	text = strings.ReplaceAll(text, `/\*\*`, `(/[^/]+)*`)
	text = strings.ReplaceAll(text, `\*`, `[^/]+`)
	return regexp.MustCompile("^" + text + "$").MatchString(node)
}

// set puts a value where the dots of its name say; maps are merged.
func set(into map[string]any, name string, value any) error {
	first, rest, nested := strings.Cut(name, ".")
	if nested {
		value = map[string]any{rest: value}
	}
	inner, isMap := value.(map[string]any)
	if !isMap {
		into[first] = value
		return nil
	}
	known, ok := into[first].(map[string]any)
	if !ok {
		known = map[string]any{}
		into[first] = known
	}
	for key, each := range inner {
		if key == "" {
			return fmt.Errorf("parameter %q: a part of its name is empty", name)
		}
		if err := set(known, key, each); err != nil {
			return err
		}
	}
	return nil
}

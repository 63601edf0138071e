package config

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Setting is a value of the configuration with a name of its own; lists of cameras and boxes, and the overrides by topic, have none.
type Setting struct {
	// Name is the section and the key, such as "questions.queue", or the key alone.
	Name string
	// Description is the comment of the configuration file.
	Description string
	// Type is that of the field in Config.
	Type reflect.Type
	// Minimum and Maximum bound a number, both included; infinite if nothing does.
	Minimum, Maximum float64
	// Live says that it may change while the node runs.
	Live bool

	index []int
}

// Settings lists all of them in the order of the configuration file.
func Settings() ([]Setting, error) {
	comments, err := readComments()
	if err != nil {
		return nil, err
	}
	var all []Setting
	for i := range reflect.TypeFor[Config]().NumField() {
		section := reflect.TypeFor[Config]().Field(i)
		fields, prefix := []reflect.StructField{section}, ""
		if section.Type.Kind() == reflect.Struct {
			fields, prefix = reflect.VisibleFields(section.Type), section.Tag.Get("mapstructure")+"."
		}
		for _, field := range fields {
			if isList := field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Struct; isList || field.Type.Kind() == reflect.Map {
				continue
			}
			made, err := settingOf(prefix, field)
			if err != nil {
				return nil, err
			}
			made.Description, made.index = comments[made.Name], []int{i}
			if prefix != "" {
				made.index = append(made.index, field.Index...)
			}
			all = append(all, made)
		}
	}
	return all, nil
}

func settingOf(prefix string, field reflect.StructField) (Setting, error) {
	name := prefix + field.Tag.Get("mapstructure")
	low, lowErr := bound(field.Tag.Get("min"), math.Inf(-1))
	high, highErr := bound(field.Tag.Get("max"), math.Inf(1))
	if lowErr != nil || highErr != nil {
		return Setting{}, fmt.Errorf("setting %s: its bounds are not numbers", name)
	}
	return Setting{Name: name, Type: field.Type, Minimum: low, Maximum: high, Live: field.Tag.Get("live") != ""}, nil
}

func bound(text string, otherwise float64) (float64, error) {
	if text == "" {
		return otherwise, nil
	}
	return strconv.ParseFloat(text, 64)
}

// readComments are the comments of the shipped file above each key.
func readComments() (map[string]string, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(defaultYAML, &document); err != nil {
		return nil, fmt.Errorf("read default settings: %w", err)
	}
	comments := map[string]string{}
	text := func(key *yaml.Node) string {
		return strings.ReplaceAll(strings.TrimPrefix(key.HeadComment, "# "), "\n# ", " ")
	}
	for _, section := range pairs(document.Content[0]) {
		comments[section[0].Value] = text(section[0])
		for _, setting := range pairs(section[1]) {
			comments[section[0].Value+"."+setting[0].Value] = text(setting[0])
		}
	}
	return comments, nil
}

// pairs are the keys and values of a map.
func pairs(node *yaml.Node) [][2]*yaml.Node {
	if node.Kind != yaml.MappingNode {
		return nil
	}
	var found [][2]*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		found = append(found, [2]*yaml.Node{node.Content[i], node.Content[i+1]})
	}
	return found
}

// Value is the setting's value in a configuration as a bool, int64, float64, string or []string; nil if it is not set.
func (s Setting) Value(c Config) any {
	value := reflect.ValueOf(c).FieldByIndex(s.index)
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return nil
		}
		value = value.Elem()
	}
	switch {
	case value.Type() == reflect.TypeFor[time.Duration]():
		return value.Interface().(time.Duration).String()
	case value.CanInt():
		return value.Int()
	case value.Kind() == reflect.Slice:
		return append([]string{}, value.Interface().([]string)...)
	case value.Kind() == reflect.String:
		return value.String()
	}
	return value.Interface()
}

// checkBounds says whether the setting's value is in its bounds.
func (s Setting) checkBounds(c Config) rule {
	value, fine := s.Value(c), true
	switch number := value.(type) {
	case int64:
		fine = float64(number) >= s.Minimum && float64(number) <= s.Maximum
	case float64:
		fine = number >= s.Minimum && number <= s.Maximum
	}
	return rule{key: s.Name, fine: fine, want: s.bounds(), got: value}
}

func (s Setting) bounds() string {
	text := fmt.Sprintf("%v to %v", s.Minimum, s.Maximum)
	switch {
	case math.IsInf(s.Maximum, 1):
		text = fmt.Sprintf("%v or more", s.Minimum)
	case s.Type.Kind() == reflect.Pointer:
		text += " or null"
	}
	return text
}

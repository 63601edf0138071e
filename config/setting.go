package config

import (
	"fmt"
	"math"
	"reflect"
	"time"
)

// Setting is a value of the configuration with a name of its own. The boxes of the robot's body and the overrides by topic have none.
type Setting struct {
	// Name is the section and the key, such as "questions.queue" or "cameras.front.extrinsics.frame", or the key alone.
	Name string
	// Description is the comment of the configuration file.
	Description string
	// Type is that of the field in Config.
	Type reflect.Type
	// Minimum and Maximum bound a number, both included; infinite if nothing does.
	Minimum, Maximum float64
	// Live says that it may change while the node runs.
	Live bool
	// Optional says that it need not have a value.
	Optional bool

	index []int
}

// Settings lists all of them in the order of the configuration file; of the cameras those that are configured.
func (c Config) Settings() ([]Setting, error) {
	comments, err := readComments()
	if err != nil {
		return nil, err
	}
	list := settingList{comments: comments}
	err = list.add(place{}, reflect.ValueOf(c))
	return list.all, err
}

// Value is the setting's value in a configuration as a bool, int64, float64, string, []string or []float64; nil if it is not set.
func (s Setting) Value(c Config) any {
	value := reflect.ValueOf(c)
	for _, i := range s.index {
		value = reflect.Indirect(value)
		switch {
		case !value.IsValid() || value.Kind() == reflect.Slice && i >= value.Len():
			return nil
		case value.Kind() == reflect.Slice:
			value = value.Index(i)
		default:
			value = value.Field(i)
		}
	}
	if value = reflect.Indirect(value); !value.IsValid() {
		return nil
	}
	switch {
	case value.Type() == reflect.TypeFor[time.Duration]():
		return value.Interface().(time.Duration).String()
	case value.CanInt():
		return value.Int()
	case value.Type() == reflect.TypeFor[[]string]():
		return append([]string{}, value.Interface().([]string)...)
	case value.Type() == reflect.TypeFor[[]float64]():
		return append([]float64{}, value.Interface().([]float64)...)
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
	case s.Optional:
		text += " or null"
	}
	return text
}

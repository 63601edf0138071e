package config

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// settingList gathers settings with their comments, by the names that these have in the shipped file.
type settingList struct {
	comments map[string]string
	all      []Setting
}

// place is where a section is in the configuration: what the names of its settings begin with, as parameters and in the shipped file, and how it
// is reached.
type place struct {
	name, commented string
	index           []int
	optional        bool
}

func (p place) below(key string, index int) place {
	return place{name: strings.TrimPrefix(p.name+"."+key, "."), commented: strings.TrimPrefix(p.commented+"."+key, "."), index: append(slices.Clone(p.index), index), optional: p.optional}
}

// add takes all settings of a section.
func (l *settingList) add(at place, section reflect.Value) error {
	for i := range section.NumField() {
		field, value := section.Type().Field(i), section.Field(i)
		below := at.below(field.Tag.Get("mapstructure"), i)
		isOptional := field.Type.Kind() == reflect.Pointer
		below.optional = below.optional || isOptional
		var err error
		switch {
		case field.Type == reflect.TypeFor[[]Camera]():
			err = l.addCameras(below, value.Interface().([]Camera))
		case field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Struct, field.Type.Kind() == reflect.Map:
		case field.Type.Kind() == reflect.Struct:
			err = l.add(below, value)
		case isOptional && field.Type.Elem().Kind() == reflect.Struct:
			err = l.add(below, reflect.Zero(field.Type.Elem()))
		default:
			err = l.addOne(below, field)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addCameras names those of each camera after it.
func (l *settingList) addCameras(at place, cameras []Camera) error {
	for i, cam := range cameras {
		one := at.below(cam.Name, i)
		one.commented = at.commented
		if err := l.add(one, reflect.ValueOf(cam)); err != nil {
			return err
		}
	}
	return nil
}

func (l *settingList) addOne(at place, field reflect.StructField) error {
	low, lowErr := bound(field.Tag.Get("min"), math.Inf(-1))
	high, highErr := bound(field.Tag.Get("max"), math.Inf(1))
	if lowErr != nil || highErr != nil {
		return fmt.Errorf("setting %s: its bounds are not numbers", at.name)
	}
	l.all = append(l.all, Setting{
		Name: at.name, Description: l.comments[at.commented], Type: field.Type, Minimum: low, Maximum: high,
		Live: field.Tag.Get("live") != "", Optional: at.optional, index: at.index,
	})
	return nil
}

func bound(text string, otherwise float64) (float64, error) {
	if text == "" {
		return otherwise, nil
	}
	return strconv.ParseFloat(text, 64)
}

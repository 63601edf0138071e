package suite

import "go.yaml.in/yaml/v3"

// many is a list of scalars that may be written as its only value. Within it unknown keys would not be refused.
type many[T any] []T

// UnmarshalYAML takes a list, or one value.
func (m *many[T]) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.SequenceNode {
		return node.Decode((*[]T)(m))
	}
	var one T
	if err := node.Decode(&one); err != nil {
		return err
	}
	*m = many[T]{one}
	return nil
}

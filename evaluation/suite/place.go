package suite

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// place is where in the file something stands, and takes what is wrong there.
type place struct {
	file     string
	node     *yaml.Node
	line     int
	prefix   string
	problems *[]error
}

// at is the place of a key's value or of a list's entry; where that is not written, it is this place.
func (p place) at(key any) place {
	if p.node == nil {
		return p
	}
	content := p.node.Content
	switch k := key.(type) {
	case string:
		for i := 0; p.node.Kind == yaml.MappingNode && i+1 < len(content); i += 2 {
			if content[i].Value == k {
				p.line, p.node = content[i].Line, content[i+1]
				return p
			}
		}
	case int:
		if p.node.Kind == yaml.SequenceNode && k < len(content) {
			p.line, p.node = content[k].Line, content[k]
			return p
		}
	}
	p.node = nil
	return p
}

// named is the place, with a name before what is wrong there.
func (p place) named(format string, values ...any) place {
	p.prefix += fmt.Sprintf(format, values...) + ": "
	return p
}

func (p place) refuse(err error) {
	*p.problems = append(*p.problems, fmt.Errorf("%s:%d: %s%w", p.file, p.line, p.prefix, err))
}

// check refuses if there is something to refuse.
func (p place) check(err error) {
	if err != nil {
		p.refuse(err)
	}
}

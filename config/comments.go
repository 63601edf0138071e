package config

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// inExample is what the lines of a commented example begin with.
const inExample = "#   "

// readComments are the comments of the shipped file by key: those above the keys of sections, and those behind the keys of the example of a camera.
func readComments() (map[string]string, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(defaultYAML, &document); err != nil {
		return nil, fmt.Errorf("read default settings: %w", err)
	}
	comments := map[string]string{}
	for _, section := range pairs(document.Content[0]) {
		name := section[0].Value
		comments[name] = uncommented(section[0].HeadComment)
		for _, setting := range pairs(section[1]) {
			comments[name+"."+setting[0].Value] = uncommented(setting[0].HeadComment)
		}
		if name != "cameras" {
			continue
		}
		var camera yaml.Node
		if err := yaml.Unmarshal(exampleIn(section[0].HeadComment), &camera); err != nil {
			return nil, fmt.Errorf("read the example of a camera in the default settings: %w", err)
		}
		explain(comments, name, camera.Content[0])
	}
	return comments, nil
}

// exampleIn is the YAML in a comment.
func exampleIn(comment string) []byte {
	var example strings.Builder
	for line := range strings.Lines(comment) {
		if rest, found := strings.CutPrefix(line, inExample); found {
			example.WriteString(rest)
		}
	}
	return []byte(example.String())
}

// explain takes the comments behind the keys of a map, and of the maps in it.
func explain(comments map[string]string, name string, keys *yaml.Node) {
	for _, each := range pairs(keys) {
		key := name + "." + each[0].Value
		comments[key] = uncommented(each[0].LineComment + each[1].LineComment)
		explain(comments, key, each[1])
	}
}

func uncommented(comment string) string {
	return strings.ReplaceAll(strings.TrimPrefix(comment, "# "), "\n# ", " ")
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

// Package rosargs reads what follows --ros-args on a ROS 2 node's command line, ROS 2 parameter files, and ROS 1's arguments.
package rosargs

import (
	"fmt"
	"slices"
	"strings"
)

const (
	begin = "--ros-args"
	end   = "--"
)

// Remap gives a name another one. Node is the node that the rule is for, empty for any.
type Remap struct{ Node, From, To string }

// Parameter is a value for the nodes that Node matches, empty for any; it is YAML.
type Parameter struct{ Node, Name, Value string }

// Arguments are what ROS 2 was told. Empty values were not given.
type Arguments struct {
	// NodeName and Namespace are those of __node and __ns.
	NodeName, Namespace string
	Remaps              []Remap
	Parameters          []Parameter
	ParameterFiles      []string
	LogLevel            string
	Enclave             string

	// Master and Host are those of ROS 1's __master and __hostname or __ip.
	Master, Host string
	// Server has what ROS 1's parameter server says, by name; it comes before all else.
	Server map[string]any
}

// Split takes what is for ROS out of a command line: from each --ros-args up to a -- or the end.
func Split(arguments []string) (rest, ros []string) {
	inside := false
	for _, argument := range arguments {
		switch {
		case argument == begin:
			inside = true
		case inside && argument == end:
			inside = false
		case inside:
			ros = append(ros, argument)
		default:
			rest = append(rest, argument)
		}
	}
	return rest, ros
}

// Parse reads what Split found.
func Parse(arguments []string) (Arguments, error) {
	var a Arguments
	for len(arguments) > 0 {
		flag := arguments[0]
		take, known := a.flags()[flag]
		if !known && isAboutLogs(flag) {
			arguments = arguments[1:]
			continue
		}
		if !known {
			return a, fmt.Errorf("%s %s: unknown; known are -r, -p, --params-file, --log-level and -e", begin, flag)
		}
		if len(arguments) < 2 {
			return a, fmt.Errorf("%s %s: a value must follow", begin, flag)
		}
		if err := take(arguments[1]); err != nil {
			return a, fmt.Errorf("%s %s %s: %w", begin, flag, arguments[1], err)
		}
		arguments = arguments[2:]
	}
	return a, nil
}

func (a *Arguments) flags() map[string]func(string) error {
	set := func(into *string) func(string) error {
		return func(value string) error { *into = value; return nil }
	}
	file := func(path string) error {
		a.ParameterFiles = append(a.ParameterFiles, path)
		return nil
	}
	return map[string]func(string) error{
		"-r": a.remap, "--remap": a.remap, "-p": a.parameter, "--param": a.parameter, "--params-file": file,
		"--log-level": set(&a.LogLevel), "-e": set(&a.Enclave), "--enclave": set(&a.Enclave),
	}
}

func (a *Arguments) remap(rule string) error {
	from, to, found := strings.Cut(rule, ":=")
	node, name := cutNode(from)
	switch {
	case !found || name == "" || to == "":
		return fmt.Errorf("must be from:=to")
	case name == "__node" || name == "__name":
		a.NodeName = to
	case name == "__ns":
		a.Namespace = to
	default:
		a.Remaps = append(a.Remaps, Remap{Node: node, From: name, To: to})
	}
	return nil
}

func (a *Arguments) parameter(rule string) error {
	name, value, found := strings.Cut(rule, ":=")
	node, name := cutNode(name)
	if !found || name == "" {
		return fmt.Errorf("must be name:=value")
	}
	a.Parameters = append(a.Parameters, Parameter{Node: node, Name: name, Value: value})
	return nil
}

// cutNode takes the node off a rule such as camera:image; the colon of rostopic:// is none of that.
func cutNode(text string) (node, name string) {
	before, after, found := strings.Cut(text, ":")
	if !found || strings.HasPrefix(after, "//") {
		return "", text
	}
	return before, after
}

// isAboutLogs says whether a flag is one of those that say where ROS logs; our log is on standard error in any case.
func isAboutLogs(flag string) bool {
	what, found := strings.CutSuffix(flag, "-logs")
	what = strings.TrimPrefix(strings.TrimPrefix(what, "--enable-"), "--disable-")
	return found && slices.Contains([]string{"rosout", "stdout", "external-lib"}, what)
}

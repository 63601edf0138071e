package rosargs

import (
	"fmt"
	"strings"
)

const assignment = ":="

// ParseROS1 reads the arguments of a ROS 1 node, all of which are name:=value: remaps, private parameters (_questions/queue:=4)
// and the special names __name, __ns, __master, __hostname and __ip. Those for log files mean nothing here.
func ParseROS1(arguments []string) (Arguments, error) {
	var a Arguments
	for _, argument := range arguments {
		name, value, found := strings.Cut(argument, assignment)
		if !found || name == "" || value == "" && !isParameter(name) {
			return a, fmt.Errorf("argument %q: must be from:=to, _parameter:=value or __special:=value, as on ROS 1", argument)
		}
		switch name {
		case "__name":
			a.NodeName = value
		case "__ns":
			a.Namespace = "/" + strings.Trim(value, "/")
		case "__master":
			a.Master = value
		case "__hostname", "__ip":
			a.Host = value
		case "__log", "__time":
		default:
			if strings.HasPrefix(name, "__") {
				return a, fmt.Errorf("argument %q: there is no special name %s", argument, name)
			}
			a.take(name, value)
		}
	}
	return a, nil
}

func isParameter(name string) bool { return strings.HasPrefix(name, "_") }

func (a *Arguments) take(name, value string) {
	if isParameter(name) {
		a.Parameters = append(a.Parameters, Parameter{Name: dotted(name[1:]), Value: value})
		return
	}
	a.Remaps = append(a.Remaps, Remap{From: private(name), To: private(value)})
}

// dotted is a ROS 1 parameter's name as a setting's: questions/queue is questions.queue.
func dotted(name string) string { return strings.ReplaceAll(name, "/", ".") }

// private writes ~name, as on ROS 1, as ~/name.
func private(name string) string {
	if rest, found := strings.CutPrefix(name, "~"); found && rest != "" && rest[0] != '/' {
		return "~/" + rest
	}
	return name
}

// ForServer are the private parameters, by their names below the node, as ROS 1's nodes put them on the parameter server.
func (a Arguments) ForServer() (map[string]any, error) {
	values := map[string]any{}
	for _, parameter := range a.Parameters {
		value, err := parameter.parse()
		if err != nil {
			return nil, fmt.Errorf("_%s: %w", parameter.Name, err)
		}
		if value == nil {
			value = ""
		}
		values[strings.ReplaceAll(parameter.Name, ".", "/")] = value
	}
	return values, nil
}

// OfServer are values of the parameter server, by their names below the node, as Arguments.Server wants them.
func OfServer(values map[string]any) map[string]any {
	named := make(map[string]any, len(values))
	for name, value := range values {
		named[dotted(name)] = value
	}
	return named
}

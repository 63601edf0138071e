package ros1

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/bluenviron/goroslib/v2/pkg/apiparam"
	"github.com/bluenviron/goroslib/v2/pkg/xmlrpc"
)

// simulatedTime is the parameter that all nodes of ROS 1 look at.
const simulatedTime = "use_sim_time"

// Parameters are what the parameter server has for a node: by their names below it, such as "questions/queue", and
// "use_sim_time", which all nodes share. A value is a bool, int, float64, string or a []any of them.
func Parameters(options Options) (map[string]any, error) {
	place, err := options.place()
	if err != nil {
		return nil, fmt.Errorf("read parameters: %w", err)
	}
	caller := newCaller()
	names, err := apiparam.NewClient(place.master, options.node(), caller).GetParamNames()
	if err != nil {
		return nil, fmt.Errorf("read parameters: no master answers at http://%s (is roscore running? see ROS_MASTER_URI): %w", place.master, err)
	}
	values := map[string]any{}
	client := xmlrpc.NewClient(place.master, caller)
	for _, name := range names {
		own, isOwn := strings.CutPrefix(name, options.node()+"/")
		if name == "/"+simulatedTime {
			own, isOwn = simulatedTime, true
		}
		if _, known := values[own]; !isOwn || known && name == "/"+simulatedTime {
			continue
		}
		if values[own], err = parameter(client, options.node(), name); err != nil {
			return nil, fmt.Errorf("read parameter %s: %w", name, err)
		}
	}
	return values, nil
}

// parameter reads one, which may be a list.
func parameter(client *xmlrpc.Client, node, name string) (any, error) {
	request := apiparam.RequestGetParam{CallerID: node, Key: name}
	var single struct {
		Code          int
		StatusMessage string
		Value         any
	}
	if err := client.Do("getParam", request, &single); err == nil && single.Code == codeSuccess {
		return single.Value, nil
	}
	var list struct {
		Code          int
		StatusMessage string
		Values        []any
	}
	if err := client.Do("getParam", request, &list); err != nil {
		return nil, fmt.Errorf("neither a plain value nor a list of such: %w", err)
	}
	if list.Code != codeSuccess {
		return nil, fmt.Errorf("the server says %q", list.StatusMessage)
	}
	return list.Values, nil
}

// SetParameters puts values below the node, as nodes of ROS 1 do with the parameters of their command line. A value is of
// the kinds that Parameters gives, a list one of texts or of numbers.
func SetParameters(options Options, values map[string]any) error {
	place, err := options.place()
	if err != nil {
		return fmt.Errorf("set parameters: %w", err)
	}
	client := xmlrpc.NewClient(place.master, newCaller())
	for name, value := range values {
		sent, err := escaped(value)
		if err != nil {
			return fmt.Errorf("set parameter %s: %w", name, err)
		}
		key := options.node() + "/" + name
		switch list := sent.(type) {
		case []string:
			err = set(client, options.node(), key, list)
		case []float64:
			err = set(client, options.node(), key, list)
		default:
			err = set(client, options.node(), key, sent)
		}
		if err != nil {
			return fmt.Errorf("set parameter %s: %w", name, err)
		}
	}
	return nil
}

func set[T any](client *xmlrpc.Client, node, key string, value T) error {
	request := struct {
		CallerID, Key string
		Value         T
	}{node, key, value}
	var response apiparam.ResponseSetParam
	if err := client.Do("setParam", request, &response); err != nil {
		return err
	}
	if response.Code != codeSuccess {
		return fmt.Errorf("the server says %q", response.StatusMessage)
	}
	return nil
}

// escaped is a value that is sent as it is: goroslib writes texts into XML without a look at them.
func escaped(value any) (any, error) {
	switch v := value.(type) {
	case bool, int, float64:
		return v, nil
	case string:
		var text strings.Builder
		err := xml.EscapeText(&text, []byte(v))
		return text.String(), err
	case []any:
		return escapedList(v)
	}
	return nil, fmt.Errorf("%v is neither a plain value nor a list", value)
}

// escapedList are texts, or numbers.
func escapedList(list []any) (any, error) {
	var texts []string
	var numbers []float64
	for _, each := range list {
		one, err := escaped(each)
		if err != nil {
			return nil, err
		}
		switch v := one.(type) {
		case string:
			texts = append(texts, v)
		case int:
			numbers = append(numbers, float64(v))
		case float64:
			numbers = append(numbers, v)
		}
	}
	switch len(list) {
	case len(texts):
		return texts, nil
	case len(numbers):
		return numbers, nil
	}
	return nil, fmt.Errorf("%v is neither a list of texts nor one of numbers", list)
}

package ros1

import (
	"fmt"
	"net/http"
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
	transport := &http.Transport{DisableKeepAlives: true}
	caller := &http.Client{Transport: transport, Timeout: handshakeTimeout}
	names, err := apiparam.NewClient(place.master, options.node(), caller).GetParamNames()
	if err != nil {
		return nil, fmt.Errorf("read parameters: no master answers at http://%s (is roscore running? see ROS_MASTER_URI): %w", place.master, err)
	}
	client := xmlrpc.NewClient(place.master, caller)
	values := map[string]any{}
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

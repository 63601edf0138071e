package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// noParameters is what a master says that has none.
const noParameters = `<?xml version="1.0"?><methodResponse><params><param><value><array><data><value><i4>1</i4></value><value><string></string></value>` +
	`<value><array><data></data></array></value></data></array></value></param></params></methodResponse>`

// TestTheEnvironmentsNamespaceIsTaken has it as ROS 1 allows it, with and without its slash.
func TestTheEnvironmentsNamespaceIsTaken(t *testing.T) {
	master := httptest.NewServer(http.HandlerFunc(func(to http.ResponseWriter, _ *http.Request) {
		to.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(to, noParameters)
	}))
	defer master.Close()
	t.Setenv("ROS_MASTER_URI", master.URL)
	t.Setenv("ROS_HOSTNAME", "127.0.0.1")
	for _, c := range []struct {
		environment string
		rest        []string
		want        string
	}{{"", nil, "/"}, {"/", nil, "/"}, {"robot", nil, "/robot"}, {"/robot/eyes/", nil, "/robot/eyes"}, {"robot", []string{"__ns:=ship"}, "/ship"}} {
		t.Setenv("ROS_NAMESPACE", c.environment)
		s := settings{ros: config.ROS1, bundle: "bundle"}
		cfg, _, err := s.loadRun(nil, c.rest)
		if err != nil || cfg.Node.Namespace != c.want {
			t.Errorf("%q, %q: namespace %q, %v, want %q", c.environment, c.rest, cfg.Node.Namespace, err, c.want)
		}
	}
}

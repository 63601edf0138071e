package node

import (
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs/description"
)

func TestTypesAreDescribed(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	ask := func(name, hash string) description.Response {
		return callService[description.Request, description.Response](r, "get_type_description", description.Request{TypeName: name, TypeHash: hash, IncludeTypeSources: true})
	}
	answer := ask("thinker3d_msgs/msg/SpatialAnswer", "")
	again := ask("thinker3d_msgs/msg/SpatialAnswer", answer.TypeDescription.Hash())
	other := ask("thinker3d_msgs/msg/SpatialAnswer", "RIHS01_00")
	service := ask("thinker3d_msgs/srv/Ask", "")
	unknown := ask("thinker3d_msgs/msg/Other", "")
	r.end()
	if !answer.Successful || answer.TypeDescription.TypeDescription.Fields[1].Name != "question" || len(answer.TypeDescription.ReferencedTypeDescriptions) != 4 {
		t.Errorf("%+v", answer)
	}
	if len(answer.TypeSources) != 1 || !strings.HasPrefix(answer.TypeSources[0].RawFileContents, "std_msgs/Header header\nstring question\n") {
		t.Errorf("%+v", answer.TypeSources)
	}
	if !again.Successful || !service.Successful || service.TypeDescription.TypeDescription.TypeName != "thinker3d_msgs/srv/Ask" {
		t.Errorf("%+v, %+v", again, service)
	}
	if other.Successful || !strings.Contains(other.FailureReason, "has the hash") || unknown.Successful || !strings.Contains(unknown.FailureReason, "not used here") {
		t.Errorf("%+v, %+v", other, unknown)
	}
}

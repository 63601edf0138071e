package node

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/msgs/description"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/msgs/visualization"
	"github.com/thinker3d/thinker3d/topics"
)

// knownTypes are the types that the node publishes or serves, by name, with the text of those that are messages.
type knownTypes map[string]knownType

type knownType struct {
	description description.Description
	source      string
}

// newKnownTypes describes what others may ask about: our own types, and the standard ones that carry our data.
func newKnownTypes() (knownTypes, error) {
	k := knownTypes{}
	err := errors.Join(
		addType[msgs.SpatialAnswer](k), addType[msgs.String](k), addType[msgs.PointCloud2](k), addType[msgs.PoseArray](k),
		addType[msgs.TFMessage](k), addType[visualization.MarkerArray](k), addType[msgs.Log](k), addType[diagnostic.Array](k), addType[msgs.Image](k),
		addType[msgs.CompressedImage](k), addType[msgs.CameraInfo](k), addType[msgs.LaserScan](k), addType[action.FeedbackMessage[msgs.ReasonFeedback]](k),
		addService[msgs.AskRequest, msgs.AskResponse](k),
		addService[action.SendGoalRequest[msgs.ReasonGoal], action.SendGoalResponse[msgs.ReasonGoal]](k),
		addService[action.GetResultRequest[msgs.ReasonResult], action.GetResultResponse[msgs.ReasonResult]](k),
	)
	return k, err
}

func addType[T msgs.Message](k knownTypes) error {
	described, err := description.Of[T]()
	if err != nil {
		return err
	}
	source, err := definition.Of[T]()
	k[described.TypeDescription.TypeName] = knownType{description: described, source: source}
	return err
}

func addService[Q, R msgs.Message](k knownTypes) error {
	described, err := description.OfService[Q, R]()
	k[described.TypeDescription.TypeName] = knownType{description: described}
	return err
}

// serve offers ~/get_type_description.
func (k knownTypes) serve(bus topics.Server, node string, failed func(error)) (io.Closer, error) {
	return topics.Serve(bus, node+"/get_type_description", func(request description.Request, reply func(description.Response)) {
		reply(k.tell(request))
	}, failed)
}

func (k knownTypes) tell(request description.Request) description.Response {
	known, found := k[request.TypeName]
	if !found {
		return description.Response{FailureReason: fmt.Sprintf("type %q is not used here", request.TypeName)}
	}
	if hash := known.description.Hash(); request.TypeHash != "" && request.TypeHash != hash {
		return description.Response{FailureReason: fmt.Sprintf("type %s has the hash %s here, not %s", request.TypeName, hash, request.TypeHash)}
	}
	response := description.Response{Successful: true, TypeDescription: known.description}
	if own, _, _ := strings.Cut(known.source, strings.Repeat("=", 80)); request.IncludeTypeSources && own != "" {
		response.TypeSources = []description.Source{{TypeName: request.TypeName, Encoding: "msg", RawFileContents: own}}
	}
	return response
}

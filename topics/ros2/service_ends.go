package ros2

import (
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/topics"
)

// serviceEnds are the two topics that a service is made of.
type serviceEnds struct {
	request, reply           topics.Endpoint
	requestNames, replyNames wireNames
}

func (b *Bus) endsOf(service topics.Service) (serviceEnds, error) {
	if len(service.Name) > maximumName-len("rqRequest") || !topicName.MatchString(service.Name) {
		return serviceEnds{}, fmt.Errorf("%q is not a fully qualified service name such as /thinker3d/ask", service.Name)
	}
	end := func(part string) topics.Endpoint {
		return topics.Endpoint{Topic: service.Name, Type: service.Type + part, TypeHash: service.TypeHash, QoS: topics.Default(), Optional: true}
	}
	ends := serviceEnds{request: end("_Request"), reply: end("_Response")}
	requestType, requestErr := ddsType(ends.request.Type)
	replyType, replyErr := ddsType(ends.reply.Type)
	ends.requestNames = wireNames{topic: "rq" + service.Name + "Request", typeName: requestType, userData: b.reach.userData(ends.request)}
	ends.replyNames = wireNames{topic: "rr" + service.Name + "Reply", typeName: replyType, userData: b.reach.userData(ends.reply)}
	return ends, errors.Join(requestErr, replyErr)
}

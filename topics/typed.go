package topics

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/definition"
	"github.com/thinker3d/thinker3d/msgs/description"
)

// EndpointOf is an end of a topic of messages T, with all that recordings and the ROS 2 graph tell of the type.
func EndpointOf[T msgs.Message](topic string, qos QoS) (Endpoint, error) {
	text, err := definition.Of[T]()
	if err != nil {
		return Endpoint{}, err
	}
	described, err := description.Of[T]()
	if err != nil {
		return Endpoint{}, err
	}
	name := described.TypeDescription.TypeName
	return Endpoint{Topic: topic, Type: name, Definition: text, TypeHash: described.Hash(), QoS: qos}, nil
}

// ServiceOf is a service of requests Q and responses R, whose names are Name_Request and Name_Response.
func ServiceOf[Q, R msgs.Message](name string) (Service, error) {
	described, err := description.OfService[Q, R]()
	if err != nil {
		return Service{}, err
	}
	return Service{Name: name, Type: described.TypeDescription.TypeName, TypeHash: described.Hash()}, nil
}

// Call asks a service and waits for its response, until ctx ends.
func Call[Q, R msgs.Message](ctx context.Context, client Client, request *Q) (response R, err error) {
	data, err := client.Call(ctx, cdr.For[Q]().Marshal(nil, request))
	if err != nil {
		return response, err
	}
	return response, cdr.For[R]().Unmarshal(data, &response)
}

// Serve answers the requests Q of a service with responses R. reply may be called later, from any goroutine. What cannot
// be read or sent is reported to failed.
func Serve[Q, R msgs.Message](bus Server, name string, handler func(request Q, reply func(R)), failed func(error)) (io.Closer, error) {
	service, err := ServiceOf[Q, R](name)
	if err != nil {
		return nil, err
	}
	requests, responses := cdr.For[Q](), cdr.For[R]()
	if err := errors.Join(requests.Err(), responses.Err()); err != nil {
		return nil, err
	}
	return bus.Serve(service, func(request Request) {
		var asked Q
		if err := requests.Unmarshal(request.Data, &asked); err != nil {
			failed(fmt.Errorf("service %s: %w", name, err))
			return
		}
		handler(asked, func(response R) {
			if err := request.Reply(responses.Marshal(nil, &response)); err != nil {
				failed(err)
			}
		})
	})
}

// Listen subscribes to messages T of a topic that need not have a publisher. What cannot be read is reported to failed.
func Listen[T msgs.Message](bus Bus, topic string, qos QoS, handler func(T), failed func(error)) (io.Closer, error) {
	endpoint, err := EndpointOf[T](topic, qos)
	if err != nil {
		return nil, err
	}
	endpoint.Optional = true
	codec := cdr.For[T]()
	return bus.Subscribe(endpoint, func(received Received) {
		// What is decoded aliases its data, so it is never released.
		var message T
		if err := codec.Unmarshal(received.Data, &message); err != nil {
			failed(fmt.Errorf("topic %s: %w", topic, err))
			return
		}
		handler(message)
	})
}

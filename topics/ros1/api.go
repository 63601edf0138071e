package ros1

import (
	"os"

	"github.com/bluenviron/goroslib/v2/pkg/apislave"
)

// What ROS 1's APIs begin their answers with.
const (
	codeError   = 0
	codeSuccess = 1
)

// answer answers what the master and other nodes ask of this one.
func (b *Bus) answer(request apislave.Request) apislave.Response {
	switch r := request.(type) {
	case *apislave.RequestGetPid:
		return apislave.ResponseGetPid{Code: codeSuccess, Pid: os.Getpid()}
	case *apislave.RequestGetPublications:
		return apislave.ResponseGetPublications{Code: codeSuccess, TopicList: b.publications()}
	case *apislave.RequestGetBusInfo:
		return apislave.ResponseGetBusInfo{Code: codeSuccess, BusInfo: b.connections()}
	case *apislave.RequestPublisherUpdate:
		b.update(r.Topic, r.PublisherURLs)
		return apislave.ResponsePublisherUpdate{Code: codeSuccess}
	case *apislave.RequestRequestTopic:
		return b.offer(r)
	case *apislave.RequestShutdown:
		if b.options.Shutdown != nil {
			b.options.Shutdown(r.Reason)
		}
		return apislave.ResponseShutdown{Code: codeSuccess}
	}
	return apislave.ErrorRes{}
}

// update hands on who publishes a topic now.
func (b *Bus) update(topic string, publishers []string) {
	b.mutex.Lock()
	subscriptions := b.subscriptions
	b.mutex.Unlock()
	for _, s := range subscriptions {
		if s.endpoint.Topic == topic {
			s.follow(publishers, false)
		}
	}
}

// offer says where a topic's messages are to be had: by TCP, if the other side knows that.
func (b *Bus) offer(request *apislave.RequestRequestTopic) apislave.Response {
	if b.publisher(request.Topic) == nil {
		return apislave.ResponseRequestTopic{Code: codeError, StatusMessage: "not a publisher of " + request.Topic, Protocol: []any{}}
	}
	for _, protocol := range request.Protocols {
		if len(protocol) > 0 && protocol[0] == any(protocolName) {
			return apislave.ResponseRequestTopic{Code: codeSuccess, Protocol: []any{protocolName, b.place.host, b.port}}
		}
	}
	return apislave.ResponseRequestTopic{Code: codeError, StatusMessage: "only " + protocolName + " is spoken", Protocol: []any{}}
}

const protocolName = "TCPROS"

func (b *Bus) publications() [][]string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	list := [][]string{}
	for _, p := range b.publishers {
		list = append(list, []string{p.endpoint.Topic, p.kind.ros1})
	}
	return list
}

// connections are a number, the other end, the direction, the protocol, the topic and whether it works, for each.
func (b *Bus) connections() [][]any {
	b.mutex.Lock()
	subscriptions, publishers := b.subscriptions, b.publishers
	b.mutex.Unlock()
	list := [][]any{}
	add := func(peer, direction, topic string) {
		list = append(list, []any{len(list), peer, direction, protocolName, topic, true})
	}
	for _, p := range publishers {
		for _, peer := range p.peers() {
			add(peer, "o", p.endpoint.Topic)
		}
	}
	for _, s := range subscriptions {
		for _, peer := range s.peers() {
			add(peer, "i", s.endpoint.Topic)
		}
	}
	return list
}

package ros2

/*
#include <stdlib.h>
#include "native.h"
*/
import "C"

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/thinker3d/thinker3d/topics"
)

// Match is how an endpoint got on with those of the other side.
type Match struct {
	// Matched is how many exchange messages with it now.
	Matched int
	// Incompatible is how often one was refused for its quality of service, and LastPolicy the last reason.
	Incompatible int
	LastPolicy   string
}

// Peer is an endpoint of the other side, in another participant, on the same topic.
type Peer struct {
	// GID is the endpoint's, as `ros2 topic info --verbose` writes it.
	GID string
	// Type is a ROS interface name; the depth in QoS is not announced and stays 0.
	Type string
	QoS  topics.QoS
}

// Status is what is known of an endpoint of this bus.
type Status struct {
	topics.Endpoint
	// Publishes says that this side sends.
	Publishes bool
	Match
	Peers []Peer
	// Messages and Bytes were received or, by a publisher, sent.
	Messages, Bytes uint64
	// Lost messages never arrived or were overwritten before they were taken.
	Lost uint64
	// Malformed messages were no plain CDR, Oversized ones over the limit; both were dropped.
	Malformed, Oversized uint64
	// Failure is why a subscription receives no more, or nil.
	Failure error
}

// Statuses is the state of every open endpoint: the publishers, then the subscriptions.
func (b *Bus) Statuses() []Status {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil
	}
	statuses := make([]Status, 0, len(b.publishers)+len(b.subscriptions))
	for _, p := range b.publishers {
		status := Status{Endpoint: p.endpoint, Publishes: true, Match: p.match(), Messages: p.sent.Load(), Bytes: p.bytes.Load()}
		status.Peers = b.peers(p.names.topic, false)
		statuses = append(statuses, status)
	}
	for _, s := range b.subscriptions {
		statuses = append(statuses, s.status())
	}
	return statuses
}

func (s *Subscription) status() Status {
	status := Status{
		Endpoint: s.endpoint, Match: s.match(), Messages: s.received.Load(), Bytes: s.bytes.Load(),
		Lost: s.lost.Load(), Malformed: s.malformed.Load(), Oversized: s.oversized.Load(),
		Peers: s.bus.peers(s.names.topic, true),
	}
	if failure := s.failure.Load(); failure != nil {
		status.Failure = *failure
	}
	return status
}

// Losses is how many messages of each subscribed topic never arrived or were overwritten before they were taken.
func (b *Bus) Losses() map[string]uint64 {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	losses := map[string]uint64{}
	for _, s := range b.subscriptions {
		losses[s.endpoint.Topic] += s.lost.Load()
	}
	return losses
}

// Warnings says in words what keeps endpoints from working together, each naming its topic.
func (b *Bus) Warnings() []string {
	var warnings []string
	lost := false
	for _, status := range b.Statuses() {
		warnings = append(warnings, status.Warnings()...)
		lost = lost || status.Lost > 0
	}
	if err := checkReceiveBuffer(kernelLimit, b.options.SocketBuffer); lost && err != nil {
		warnings = append(warnings, err.Error())
	}
	return warnings
}

// Warnings says in words what keeps the endpoint from working. A publisher that nobody listens to is no trouble.
func (s Status) Warnings() []string {
	var warnings []string
	warn := func(format string, values ...any) {
		text := fmt.Sprintf("topic %s: ", s.Topic) + fmt.Sprintf(format, values...)
		if !slices.Contains(warnings, text) {
			warnings = append(warnings, text)
		}
	}
	if s.Failure != nil {
		warn("receiving ended: %v", s.Failure)
	}
	for _, peer := range s.Peers {
		s.compare(peer, warn)
	}
	if len(warnings) == 0 && s.Matched == 0 && s.Incompatible > 0 {
		warn("an endpoint of the other side is refused over its %s", s.LastPolicy)
	}
	if len(warnings) == 0 && s.Matched == 0 && !s.Publishes && !s.Optional {
		warn("no publisher")
	}
	return warnings
}

func (s Status) compare(peer Peer, warn func(string, ...any)) {
	if peer.Type != s.Type {
		warn("exists with type %s, we use %s", peer.Type, s.Type)
		return
	}
	offered, asked, template := peer.QoS, s.QoS, "%s: publisher "+peer.GID+" offers %s, we ask %s"
	if s.Publishes {
		offered, asked, template = s.QoS, peer.QoS, "%s: we offer %s, subscription "+peer.GID+" asks %s"
	}
	if offered.Reliability == topics.BestEffort && asked.Reliability == topics.Reliable {
		warn(template, "reliability", offered.Reliability, asked.Reliability)
	}
	if offered.Durability == topics.Volatile && asked.Durability == topics.TransientLocal {
		warn(template, "durability", offered.Durability, asked.Durability)
	}
}

// Await waits until holds is true, and asks it again whenever an endpoint comes, goes or matches.
func (b *Bus) Await(ctx context.Context, holds func() bool) error {
	if !b.enter() {
		return fmt.Errorf("await ros 2 graph: bus: %w", ErrClosed)
	}
	defer b.waiters.Done()
	woken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(woken)
		C.ros2_participant_wake(b.native)
	})
	defer func() {
		if !stop() {
			<-woken
		}
	}()
	for seen := C.ros2_participant_changes(b.native); !holds(); seen = C.ros2_participant_wait(b.native, seen) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("await ros 2 graph: %w", err)
		}
		if b.isClosed() {
			return fmt.Errorf("await ros 2 graph: bus: %w", ErrClosed)
		}
	}
	return nil
}

// enter keeps native alive until waiters is told that it is done with, or says that the bus is closed.
func (b *Bus) enter() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.closed {
		b.waiters.Add(1)
	}
	return !b.closed
}

func (b *Bus) isClosed() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.closed
}

// peers are the endpoints of the other side that other participants have on a topic.
func (b *Bus) peers(topic string, writers bool) []Peer {
	var peers []Peer
	for _, remote := range b.remotes(topic) {
		if (remote.is_writer != 0) == writers {
			peers = append(peers, peerOf(&remote))
		}
	}
	return peers
}

// writers is how many publishers another participant has on a DDS topic; none are known once the bus is closed.
func (b *Bus) writers(topic string, participant []byte) int {
	if !b.enter() {
		return 0
	}
	defer b.waiters.Done()
	count := 0
	for _, remote := range b.remotes(topic) {
		of := *(*guid)(unsafe.Pointer(&remote.guid))
		if remote.is_writer != 0 && bytes.HasPrefix(of[:], participant) {
			count++
		}
	}
	return count
}

// remotes are the endpoints that other participants have on a DDS topic. The caller keeps native alive.
func (b *Bus) remotes(topic string) []C.ros2_remote {
	name := C.CString(topic)
	defer C.free(unsafe.Pointer(name))
	count := C.ros2_participant_remotes(b.native, name, nil, 0)
	if count == 0 {
		return nil
	}
	remotes := make([]C.ros2_remote, count)
	return remotes[:min(count, C.ros2_participant_remotes(b.native, name, &remotes[0], count))]
}

func peerOf(remote *C.ros2_remote) Peer {
	gid := *(*guid)(unsafe.Pointer(&remote.guid))
	peer := Peer{Type: rosType(C.GoString(&remote._type[0])), GID: strings.ReplaceAll(fmt.Sprintf("% x", gid[:]), " ", ".")}
	peer.QoS.Reliability, peer.QoS.Durability = topics.BestEffort, topics.Volatile
	if remote.reliable != 0 {
		peer.QoS.Reliability = topics.Reliable
	}
	if remote.transient_local != 0 {
		peer.QoS.Durability = topics.TransientLocal
	}
	return peer
}

// policyName is the name of the DDS policies that can be incompatible, by its id.
func policyName(id int) string {
	switch id {
	case 2:
		return "durability"
	case 3:
		return "presentation"
	case 4:
		return "deadline"
	case 5:
		return "latency budget"
	case 6:
		return "ownership"
	case 8:
		return "liveliness"
	case 10:
		return "partition"
	case 11:
		return "reliability"
	case 12:
		return "destination order"
	case 23:
		return "data representation"
	}
	return fmt.Sprintf("policy %d", id)
}

func matchOf(match C.ros2_match) Match {
	m := Match{Matched: int(match.matched), Incompatible: int(match.incompatible)}
	if m.Incompatible > 0 {
		m.LastPolicy = policyName(int(match.last_policy))
	}
	return m
}

package ros2

// #include "native.h"
import "C"

import (
	"encoding/binary"
	"fmt"

	"github.com/thinker3d/thinker3d/topics"
)

// Bytes of a gid up to Humble and since Iron; what is beyond the 16 bytes of DDS is zero.
const (
	oldGidSize = 24
	newGidSize = 16
)

func graphEndpoint() topics.Endpoint {
	return topics.Endpoint{Topic: "ros_discovery_info", Type: "rmw_dds_common/msg/ParticipantEntitiesInfo", QoS: topics.Latched()}
}

// graphNames are outside the mangling of topics: the graph's topic has no prefix.
func graphNames() wireNames {
	return wireNames{topic: "ros_discovery_info", typeName: "rmw_dds_common::msg::dds_::ParticipantEntitiesInfo_"}
}

// announce tells the ROS 2 graph of this node and its endpoints, unless the bus is being closed.
func (b *Bus) announce() error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.closed {
		return nil
	}
	var participant guid
	C.ros2_participant_guid(b.native, (*C.uint8_t)(&participant[0]))
	entities := entities{namespace: b.options.Namespace, name: b.options.Name, gidSize: b.reach.gidSize, participant: participant}
	for _, subscription := range b.subscriptions {
		entities.readers = append(entities.readers, subscription.guid)
	}
	for _, publisher := range b.publishers {
		entities.writers = append(entities.writers, publisher.guid)
	}
	if err := b.announcer.Publish(entities.encode()); err != nil {
		return fmt.Errorf("announce the node: %w", err)
	}
	return nil
}

// entities is rmw_dds_common/msg/ParticipantEntitiesInfo of a participant with one node.
type entities struct {
	participant     guid
	namespace, name string
	readers         []guid
	writers         []guid
	gidSize         int
}

func (e entities) encode() []byte {
	data := []byte{0, 1, 0, 0}
	data = e.appendGid(data, e.participant)
	data = appendLength(data, 1)
	data = appendString(data, e.namespace)
	data = appendString(data, e.name)
	data = e.appendGids(data, e.readers)
	return e.appendGids(data, e.writers)
}

func (e entities) appendGids(data []byte, gids []guid) []byte {
	data = appendLength(data, len(gids))
	for _, gid := range gids {
		data = e.appendGid(data, gid)
	}
	return data
}

func (e entities) appendGid(data []byte, gid guid) []byte {
	data = append(data, gid[:]...)
	return append(data, make([]byte, e.gidSize-len(gid))...)
}

// appendLength aligns to 4, which is the same from the payload's start as from after its header.
func appendLength(data []byte, length int) []byte {
	for len(data)%4 != 0 {
		data = append(data, 0)
	}
	return binary.LittleEndian.AppendUint32(data, uint32(length))
}

func appendString(data []byte, text string) []byte {
	data = appendLength(data, len(text)+1)
	return append(append(data, text...), 0)
}

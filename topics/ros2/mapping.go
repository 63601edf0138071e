package ros2

import (
	"encoding/binary"
	"errors"
	"slices"
)

const (
	// tagSize is what Cyclone's mapping puts before a request and its reply: who asks, and the request's number.
	tagSize = 16
	// prefixSize is the part of a guid that all endpoints of a participant share; it begins with the vendor's id.
	prefixSize = 12
)

var errShortRequest = errors.New("the payload is shorter than the header of Cyclone's mapping")

// mapping is how a request and its reply find each other.
type mapping int

const (
	// byIdentity is Fast DDS's: the reply names the request's sample in its inline QoS.
	byIdentity mapping = iota
	// byTag is Cyclone's: both begin with the same 16 bytes.
	byTag
)

// mappingOf is the mapping that clients of a vendor use; guid is that of one of its endpoints.
func mappingOf(guid guid) mapping {
	if guid[0] == 0x01 && guid[1] == 0x10 {
		return byTag
	}
	return byIdentity
}

// tag is who asks, and the request's number.
type tag struct {
	client uint64
	number int64
}

// cut takes the tag off a payload, whose encapsulation stays.
func cut(payload []byte) (tag, []byte, error) {
	if len(payload) < encapsulationHeader+tagSize {
		return tag{}, nil, errShortRequest
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if payload[1] == 0 {
		order = binary.BigEndian
	}
	body := payload[encapsulationHeader:]
	found := tag{client: order.Uint64(body), number: int64(order.Uint64(body[8:]))}
	return found, slices.Concat(payload[:encapsulationHeader], body[tagSize:]), nil
}

// join puts the tag into a payload, in the payload's byte order. Alignment does not change: the tag has 16 bytes.
func (t tag) join(payload []byte) []byte {
	order := binary.AppendByteOrder(binary.LittleEndian)
	if payload[1] == 0 {
		order = binary.BigEndian
	}
	joined := append(make([]byte, 0, len(payload)+tagSize), payload[:encapsulationHeader]...)
	joined = order.AppendUint64(joined, t.client)
	joined = order.AppendUint64(joined, uint64(t.number))
	return append(joined, payload[encapsulationHeader:]...)
}

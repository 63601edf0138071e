#include "raw_type.hpp"

namespace ros2 {

RawType::RawType(const char *name) {
    setName(name);
    m_typeSize = 256; // what a payload is first given; it grows with the messages
    auto_fill_type_object(false);
    auto_fill_type_information(false);
}

bool RawType::serialize(void *data, rtps::SerializedPayload_t *payload) {
    const auto *outgoing = static_cast<const Outgoing *>(data);
    if (payload->max_size < outgoing->size) {
        return false;
    }
    std::memcpy(payload->data, outgoing->data, outgoing->size);
    payload->length = outgoing->size;
    payload->encapsulation = outgoing->data[1] == 0 ? CDR_BE : CDR_LE;
    return true;
}

bool RawType::deserialize(rtps::SerializedPayload_t *payload, void *data) {
    auto *incoming = static_cast<Incoming *>(data);
    incoming->size = payload->length;
    if (payload->length > incoming->limit) {
        incoming->delivery = ROS2_OVERSIZED;
    } else if (payload->length > incoming->capacity) {
        incoming->spill->assign(payload->data, payload->data + payload->length);
        incoming->delivery = ROS2_SPILLED;
    } else {
        std::memcpy(incoming->buffer, payload->data, payload->length);
        incoming->delivery = ROS2_COPIED;
    }
    return true;
}

std::function<uint32_t()> RawType::getSerializedSizeProvider(void *data) {
    const uint32_t size = static_cast<const Outgoing *>(data)->size;
    return [size]() { return size; };
}

} // namespace ros2

// The type support of every topic: the payload passes through as it is.
#ifndef THINKER3D_TOPICS_ROS2_RAW_TYPE_HPP
#define THINKER3D_TOPICS_ROS2_RAW_TYPE_HPP

#include "native.hpp"

#include <fastdds/dds/topic/TopicDataType.hpp>

namespace ros2 {

class RawType : public dds::TopicDataType {
public:
    explicit RawType(const char *name);

    bool serialize(void *data, rtps::SerializedPayload_t *payload) override;
    bool deserialize(rtps::SerializedPayload_t *payload, void *data) override;
    std::function<uint32_t()> getSerializedSizeProvider(void *data) override;
    void *createData() override { return nullptr; }
    void deleteData(void *) override {}
    bool getKey(void *, rtps::InstanceHandle_t *, bool) override { return false; }
};

} // namespace ros2

#endif
